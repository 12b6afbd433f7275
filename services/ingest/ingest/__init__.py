"""Ingest: connects channels, takes in what providers call us with, sends out."""
