"""How codes of packages are revised over time."""
