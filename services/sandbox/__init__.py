"""The three APIs served on loopback from made rows and the real region tree."""
