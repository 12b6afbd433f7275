"""
Conversations in MongoDB.

One transaction stores a change whole: conversations, entries of threads, the
events in the account's feed and in the outbox, and the counts of sections.
The account's document is where transactions meet: each moves its `position`
on from the one it saw, so positions are gapless and in the order of commits.

Queries have two shapes only, a lookup by `_id` and a bounded range of an
index, so that they cost what they return and not what is stored, on any
server that speaks the protocol. Positions and sequences are dense, which is
what makes a range as good as a sort.
"""
