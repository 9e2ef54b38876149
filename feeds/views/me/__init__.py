"""“My voice”: what is held of somebody, for them to see, take along, take back and erase."""
