"""The connection to one upstream: HTTP, tokens, rate limits, secrets."""
