"""What happens to people and sessions: load, decide, save."""
