"""Which name means which region: governments, trees of two sources, ids of another API."""
