"""The rules of notifying, on the standard library alone."""
