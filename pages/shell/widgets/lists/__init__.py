"""Ranked lists and tables: rows, columns, cells and their links."""
