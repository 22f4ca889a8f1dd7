"""The tests: as the folders of the product, and the batteries.

The short form runs by default, the long one with UJI_PANJANG=1 or as `.ci/run long`. What the
short form samples, by a seed that it prints (tests/sampling.py):

- tests/faults/test_matrix: each kind of fault with every API, and at the first, a middle and the
  last page, but not at all three pages with every API. The long form runs every combination.
- tests/faults/test_schedules: one schedule of five.
- tests/pages/test_links_hold: of fifty states of each page the two that hold the most different
  values of the link. The long form opens all fifty.
- every test of random examples: an eighth of the examples, and not fewer than five.
- tests/guards: every guard stands in the source, and one of ten is taken out.
- tests/crash/test_kills: half of the named points, three random instants of twenty-eight; readers
  look 30 times a second, not 100.
- tests/crash/test_disk_full: half of the sizes of a file and of the space left on a disk.
- tests/oracle/test_tables_hostile: a third of the tables of one KLPD and year and of one satker,
  half of those of chosen years; every table of everything. test_tables_sandbox: half of the tables
  of chosen years and of filters.
- tests/national: half of the tables from national files; every cached table once from an unchanged
  cache, a tenth of them after each change, half of those that obey an option.
- tests/api/test_fuzz: 250 strange requests, not 10,000.
- tests/browser: a map is clicked 4 times, not 20; pages of revisions are looked at in a sixth of
  the states.
- tests/load: 100 asks of 50 sessions and two KLPD, not 150 and eight; python -m tests.soak has
  more.
- tests/preview: two links of each page, not nine; of a crawler twelve links and forty strange
  questions for pictures, not a hundred and a thousand.
- tests/browser/test_accessibility: every page at one of 360, 820 and 1366 pixels, themes and
  languages alternating; the long form at all three. `.ci/run lebar` looks at every page in six
  widths, both themes and both languages.
- tests/security: one hostile address of each page, not eight; names that look like markup on a
  third of the pages.
- tests/wheel: with the Python of the run, not with the newest one, too.
- the files that tests/sampling.py lists: one of so many cases of each test, and of every test at
  least one. The tests of LONG_ONLY there run in the long form alone; another test, named beside
  each, meets the same kind of fault in the short one.

What is merged, in both forms, since opening a page takes longer than looking at it:

- tests/browser/test_accessibility: a page is opened once for each look: its labels, what is cut or
  lies over other words, and axe-core are looked at on that one page.
- tests/browser/test_standing: all that is looked at on the first page, on one page.

Other long forms are asked for by themselves: `python -m tests.soak` (schedules of faults, kills,
load, reruns).
"""
