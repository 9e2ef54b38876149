"""Who agreed to what, when, and which words they were shown."""
