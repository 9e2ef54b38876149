"""Makes sample rooms that are true to life, with a list of who spoke when.

Everybody in them is invented and every voice synthetic. Pure: paths and numbers in, files out;
the same seed gives the same room.
"""
