"""Rules: when – if – then. They read the event stream; what they do is done by actions.

Public: `rule_kind` (the definition kind), `RuleDocument`, `Reactions` (the reader of the stream, which starts runs),
`Runner` (which carries them out), `Trigger` (one file each in `triggers/`) and `Action` (one file each in the folder
`actions`).
"""
