"""Notify: telling people. A message is stored with what led to it, then sent by a job, one file in `senders/` per way.

Public: `Draft`, `Outbox` (store drafts with an event or a request), `Sending` (the job), `message_routes` (发件箱).
A way that is not configured keeps its messages in the trial outbox; nothing fails for want of a mail server.
"""
