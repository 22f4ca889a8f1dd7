"""Single flight: file locks of one machine, leases between hosts."""
