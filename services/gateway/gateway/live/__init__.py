"""The live stream: the account's events, in order, to every open page."""
