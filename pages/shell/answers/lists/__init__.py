"""The ranked lists of programs, revisions, flags and KLPD."""
