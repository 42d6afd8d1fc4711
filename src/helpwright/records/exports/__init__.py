"""Lists as files that spreadsheets open: the same rows, order and columns, under the right `export`."""
