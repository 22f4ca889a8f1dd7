"""Search over what is stored: packages, programs, reasons, satkers and codes.

`entries` says what can be found in a partition, `index` keeps it in SQLite's full-text engine,
`words` forgives typing errors, `keeper` holds the index in step with the store.
"""
