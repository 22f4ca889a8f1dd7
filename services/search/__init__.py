"""Search over what is stored: packages, programs, reasons, satkers and codes.

`entries` makes the entries of a KLPD-year, `index` holds them in SQLite's full-text engine, `words`
corrects typing errors, `keeper` brings the index up to date with the store.
"""
