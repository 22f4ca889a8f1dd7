"""Many visitors at once, over the protocol that a browser speaks to the dashboard."""
