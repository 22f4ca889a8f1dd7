"""The description of the API: a page for people, JSON and OpenAPI for machines, from one source."""
