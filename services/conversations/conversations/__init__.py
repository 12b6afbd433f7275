"""Conversations: keeps every conversation, its messages and the event feed."""
