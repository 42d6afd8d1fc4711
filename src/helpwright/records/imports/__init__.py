"""Sheets of records: read, mapped, looked at row by row, brought in; wrong rows go back with what is wrong."""
