"""A walk over the pages of a request to its proven end."""
