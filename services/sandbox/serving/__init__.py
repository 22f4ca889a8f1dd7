"""The sandbox over HTTP: its three APIs, their faults and the server."""
