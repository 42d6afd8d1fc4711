"""Access: people, roles, teams and who may see and do what: the only place that decides.

Public: `Caller` and the `SignedIn` dependency (who asks), `Rights` (what the roles grant), `branches` (the rows in
scope as SQL), `Gate` (what they need), `api.routes` and `setup`.
"""
