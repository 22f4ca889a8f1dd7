"""Turn files that people hold into the same typed partitions that are read from a source."""
