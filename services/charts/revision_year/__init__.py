"""The months and days of a year of revisions."""
