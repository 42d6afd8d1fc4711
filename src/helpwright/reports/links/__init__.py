"""Public links to dashboards: who has one sees, for a while and without an account, what its owner sees."""
