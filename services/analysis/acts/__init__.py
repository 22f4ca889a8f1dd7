"""Tables of acts of revision, their rates, and the pagu of cancelled codes."""
