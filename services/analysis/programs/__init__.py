"""Tables of programs: pagu of a year, and what changed between two years."""
