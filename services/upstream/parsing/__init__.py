"""From the rows of a page to a typed frame."""
