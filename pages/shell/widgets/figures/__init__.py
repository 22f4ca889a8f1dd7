"""Figures of a page: charts, maps and drawings."""
