"""The answer of the page of one package, and of its family."""
