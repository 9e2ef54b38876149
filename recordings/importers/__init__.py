"""From a platform's file to an `ImportedRoom`. Pure: a path in, values out.

`registry` knows every importer, `room` holds the values and the protocol they share, each
source has one module of its own that knows no other source.
"""
