"""Uploaded files: taken in as a stream, recognized by their bytes, given only to those who may read the record.

A row of `files` is pending (uploaded, in no record yet), linked (in a field of a record) or orphaned (taken out of it);
pending and orphaned ones are purged after a day, and with them the bytes that no row refers to any more.
"""
