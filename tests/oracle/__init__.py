"""Every table by the definitions alone: plain Python over lists of dicts, slow and easy to check.

Nothing here imports the product. Each function takes `Data` (all rows that are stored) and `Asked`
(what a reader asks for) and returns the rows of one table in its order. Where the definitions leave
something open, the docstring of the function says what was chosen.
"""
