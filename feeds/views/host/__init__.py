"""The pages a host works on, split by noun: parse, call one verb, render."""
