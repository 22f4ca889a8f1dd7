"""Where objects are stored: a folder or a bucket."""
