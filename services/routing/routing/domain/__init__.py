"""The rules of routing; nothing here imports more than the standard library."""
