"""The rims of the feeds app: a host’s pages, and what everybody may see."""
