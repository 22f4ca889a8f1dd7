"""Rows of programs, swakelola packages, their revisions and satkers, and of a later day."""
