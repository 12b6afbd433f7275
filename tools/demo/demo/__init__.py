"""Demo: fills a running installation with channels, people and some history."""
