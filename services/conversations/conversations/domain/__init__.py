"""The rules of conversations; imports only the standard library."""
