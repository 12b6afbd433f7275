"""Between protobuf and the domain; the only place that sees both."""
