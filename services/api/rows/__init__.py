"""Rows as answers: tables, datasets and lists over what is stored, in every format."""
