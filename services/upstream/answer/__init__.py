"""One answer of an upstream: its envelope, what it says of further pages, its error."""
