"""Repair and removal of stored partitions."""
