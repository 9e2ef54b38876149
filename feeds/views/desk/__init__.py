"""The consent desk's pages, split by noun: parse, call one verb, render."""
