"""Flows: the processes through which a record travels.

`compile` turns a flow document into a definition, `step` moves one running instance by one event and says what has to
happen outside as effects. Both are pure: no clock, no database, no random source. One file in `nodes` is one node type.
"""
