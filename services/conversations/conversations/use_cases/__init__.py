"""
What conversations does, one function per intention.

Each takes a frozen command and its ports by keyword, and saves once. Nothing
here knows of protobuf, RabbitMQ, gRPC or MongoDB.
"""
