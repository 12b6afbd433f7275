"""
Between protobuf and the domain; the only package that sees both.

`read_*` turn a message into a command and refuse what makes no sense;
`write_*` turn a domain object into a message and cannot fail.
"""
