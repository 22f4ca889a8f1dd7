"""Packages bought from suppliers (paket-penyedia), in step with the revisions of their codes."""
