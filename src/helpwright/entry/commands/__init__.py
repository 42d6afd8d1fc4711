"""One file per command of `helpwright`: `configure(parser)` and `run(arguments) -> exit status`."""
