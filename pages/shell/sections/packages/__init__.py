"""Sections on packages: announcements, budget rows, families, the months of revisions."""
