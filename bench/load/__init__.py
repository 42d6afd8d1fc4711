"""Load: a server of our own, lean clients, a place where mails end, and the form in which benchmarks answer."""
