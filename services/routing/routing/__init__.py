"""Routing: decides who has each conversation, and keeps why."""
