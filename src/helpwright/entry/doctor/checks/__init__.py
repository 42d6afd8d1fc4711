"""One file a check, each defining `check`."""
