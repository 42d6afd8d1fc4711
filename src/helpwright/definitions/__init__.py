"""Definitions: the no-code artefacts of an app as versioned data, and blueprints that carry a whole app.

Public: `Definitions` (what is live now), `Compiled` (a cache per epoch), `DefinitionKind`, `plan_blueprint`.
"""
