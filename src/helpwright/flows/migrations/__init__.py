"""换到新流程: bringing tickets that are under way to a newer version of their flow, tried first, in small pieces."""
