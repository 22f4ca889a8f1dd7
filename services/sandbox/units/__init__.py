"""The KLPD and satkers of the sandbox, their places and names."""
