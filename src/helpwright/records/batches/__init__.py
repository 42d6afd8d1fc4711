"""The same act on many records as one work in the background, which goes on when the page that asked is closed."""
