"""The rules of channels, inbound calls and deliveries; standard library only."""
