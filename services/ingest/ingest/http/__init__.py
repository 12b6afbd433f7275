"""The HTTP side: providers' webhooks, and web chat for visitors."""
