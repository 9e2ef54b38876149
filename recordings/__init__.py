"""What was said, by whom, in which room. Knows nothing of consent or feeds."""
