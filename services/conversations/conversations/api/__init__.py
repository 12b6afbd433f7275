"""The gRPC side of conversations. Never import it from the worker process."""
