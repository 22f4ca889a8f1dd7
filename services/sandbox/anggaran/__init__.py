"""Budgets: activities under programs, the spending of units, and the rows behind each package."""
