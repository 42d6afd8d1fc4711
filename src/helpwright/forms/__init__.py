"""Forms: what a form is (fields, layout), and its publication to a real table.

Public: `FormDocument`, `Form` (compiled, ready to validate and to store), `FieldType` (one file per type in `fields/`).
"""
