"""The tests: as the folders of the product, and the batteries.

The short form runs by default, the long one with UJI_PANJANG=1 or as `.ci/run long`. What the
short form samples, by a seed that it prints (tests/sampling.py):

- tests/faults/test_matrix: each kind of fault with every API, and at the first, a middle and the
  last page, but not at all three pages with every API. The long form runs every combination.
- tests/faults/test_schedules: three schedules of ten.
- tests/pages/test_links_hold: of fifty states of each page the sixteen that hold the most different
  values of the link. The long form opens all fifty.
- tests/oracle/test_random_histories: a third of the random histories.
- tests/guards: every guard stands in the source, and a third of them is taken out.
- tests/crash/test_kills: every named point, twelve random instants of twenty-eight; readers look 30
  times a second, not 100.
- tests/preview: two links of each page, not nine; of a crawler twenty-five links and sixty strange
  questions for pictures, not a hundred and a thousand.
- tests/browser/test_accessibility: every page at 360, 820 and 1366 pixels, themes and languages
  alternating. `.ci/run lebar` looks at every page in six widths, both themes and both languages.

What is merged, in both forms, since opening a page takes longer than looking at it:

- tests/browser/test_accessibility: a page is opened once for each look: its labels, what is cut or
  lies over other words, and axe-core are looked at on that one page.
- tests/browser/test_standing: all that is looked at on the first page, on one page.

Other long forms are asked for by themselves: `python -m tests.soak` (schedules of faults, kills,
load, reruns).
"""
