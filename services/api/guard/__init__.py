"""Who is answered: allowed names, the porter of the doors, limits, and headers of every answer."""
