"""Tells users what they asked to be told, once: on the desktop and by e-mail."""
