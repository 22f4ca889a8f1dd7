"""Tables of packages: swakelola, provider packages, and all that is known of one."""
