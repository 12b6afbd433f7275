"""Chaos: kills everything in turn under traffic, then counts what is left."""
