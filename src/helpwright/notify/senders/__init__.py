"""Ways of telling people, one file each defining `sender`."""
