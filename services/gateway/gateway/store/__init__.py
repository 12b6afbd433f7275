"""The gateway's data in MongoDB; documents never leave this package."""
