"""What the notifier does; each module is one subject."""
