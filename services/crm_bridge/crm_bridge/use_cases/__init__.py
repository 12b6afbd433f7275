"""One function per intention."""
