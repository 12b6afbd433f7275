"""Between protobuf and the domain; the only package that sees both."""
