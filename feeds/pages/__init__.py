"""What pages show: frozen values read in a fixed number of queries. Templates lay them out."""
