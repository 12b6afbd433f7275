"""Routing's state in MongoDB; documents never leave this package."""
