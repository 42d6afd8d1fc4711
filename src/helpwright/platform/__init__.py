"""Platform: the outside world behind small doors: database, embedded server, files, settings, secrets, mail."""
