"""What starts rules, one file each."""
