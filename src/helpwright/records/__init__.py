"""Records: what people fill in: submit, read, write, list; activity, comments, files and numbers."""
