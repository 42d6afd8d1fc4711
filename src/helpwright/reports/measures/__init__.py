"""One file per named measure, each with its `measure`; the key is the file's name."""
