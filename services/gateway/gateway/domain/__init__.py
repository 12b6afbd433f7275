"""The rules of accounts, users and sessions; only the standard library."""
