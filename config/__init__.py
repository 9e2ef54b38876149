"""Wiring: settings, addresses, checks and the processes. Nothing imports it."""
