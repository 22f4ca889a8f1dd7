"""The commands of `python -m services`, one file each."""
