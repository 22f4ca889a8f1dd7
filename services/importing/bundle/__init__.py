"""Bundles of stored partitions: their checks, makers and signatures."""
