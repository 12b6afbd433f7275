"""
What routing does, one function per intention.

Each takes a frozen command and its ports by keyword, does one atomic step,
and returns what became of it. Nothing here knows of protobuf, RabbitMQ, gRPC
or MongoDB.
"""
