"""The node types of flows, one file each; the file name is the key."""
