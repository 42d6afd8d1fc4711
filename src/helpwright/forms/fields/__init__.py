"""One file per field type, each with its `field_type`."""
