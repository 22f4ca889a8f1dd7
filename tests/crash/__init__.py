"""Real processes killed with -9: what is stored stays whole, and the next one goes on."""
