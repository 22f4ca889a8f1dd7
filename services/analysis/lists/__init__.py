"""Rows of the pages' lists that are no tables of their own."""
