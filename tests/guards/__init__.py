"""Guards that matter: each, taken out, must turn a test red."""
