"""Small files of every kind that an import takes, damaged at random a thousand times each."""
