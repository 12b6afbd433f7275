"""What each provider says and wants to hear; the only place that knows."""
