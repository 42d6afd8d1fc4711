"""Entry: the command line, the web process and the worker; `wiring` is the only place where all concepts meet."""
