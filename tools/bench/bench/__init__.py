"""Measures the whole stack as its users feel it; see `make bench`."""
