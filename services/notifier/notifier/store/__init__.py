"""Switches, copies, notifications and mails in MongoDB."""
