"""Match names to regions: governments, places, trees of two sources, ids of another API."""
