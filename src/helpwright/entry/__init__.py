"""Entry: the only place where all parts meet: command line, supervisor, web process, worker, wiring."""
