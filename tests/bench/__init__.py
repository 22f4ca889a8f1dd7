"""Speed, cost and scale, measured side by side: `python -m tests.bench [NAME ...]`.

One module a row of the goals table. Each checks that both sides give the same output, then times
them in turn in one run: on a shared machine only their ratio says anything. No part of the tests.
"""
