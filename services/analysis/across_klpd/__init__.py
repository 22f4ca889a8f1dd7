"""Tables over many KLPD: comparisons and sums by region."""
