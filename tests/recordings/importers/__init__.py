"""Tests of the importers and of what they read with."""
