"""One file per system dataset, each with its `dataset`; the key is the file's name."""
