"""The gRPC side of routing. Never import it from the worker process."""
