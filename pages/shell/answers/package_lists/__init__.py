"""The ranked lists of packages and of what they are grouped by."""
