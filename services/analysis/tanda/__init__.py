"""Flags on plans: the rules, what they look at, and the limits that they quote."""
