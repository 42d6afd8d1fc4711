"""Jobs: the event stream and its consumers, background work and live messages.

Writers append events in their own transaction (`events.append`); after commit one poke wakes the consumers of every
process, which read below the snapshot's xmin and so lose nothing. Due work is a procrastinate job, deferred by a
consumer in the transaction that moves its cursor.
"""
