"""Starts and stops the whole of Recado on one machine."""
