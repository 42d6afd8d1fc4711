"""Backups: an installation in one file, made while it runs, and brought back into an empty place.

`make` writes the archive, `bring_back` reads it, `drill` proves that it can be read, `schedule` makes one every night.
The archive is a tar: `manifest.json` and its hash first, then the database's dump, the small files of the data folder,
and every uploaded file under its SHA-256.
"""
