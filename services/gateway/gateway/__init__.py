"""Gateway: signs people in, speaks HTTP for all services, and serves the page."""
