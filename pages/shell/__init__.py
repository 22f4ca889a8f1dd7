"""The furniture that all pages share.

A page is a script of at most 80 lines that reads as its own contents:

    view = start("program")                     # start: configuration, link, sidebar, title
    data = read(view, PROGRAM)                  # reading: partitions with progress, or a panel
    answer(program.sentence(data))              # answers/: what the page says, from the tables
    figures(view, program.row(data))            # blocks: at most five key figures
    source(data)                                # blocks: where what was drawn so far comes from

    left, right = beside()                      # blocks: chart and table side by side
    with right:                                 # the table first: text stands before Plotly comes
        heading(view.say("program.all"))
        table(data, "pagu-per-program", first=True, space="half")
    with left:
        ranked(view, view.say("program.bars"), data.now("pagu-per-program"), by="program")
    source(data)

What to use:

- `view.state` is the link (link.LinkState); `view.klpd`, `view.tahun`, `view.lalu` are what figures
  speak of: the first KLPD, the newest year, the year compared. `view.say` gives Markdown with the
  values escaped, `view.words` plain text.
- `data.table(NAME, **options)` gives any table as the link asks for it, `data.made(function)` what
  an analysis function makes of the frames and options: rows to compute with. All are kept per
  process under a stamp of the stored rows.
- What is drawn is a `drawn.Drawn`: rows with the partitions behind them. `data.shown(NAME)` gives a
  table so, `data.now` the same for the first KLPD and the newest year, `data.drawn(rows, DATASET)`
  any rows with kd_klpd and tahun. Charts, tables and key figures take nothing else, and titles,
  text alternatives, source lines, citations and file names are written from it: a figure never
  says more than it drew. `source(data)` names everything drawn since the last source line.
- `table(data, NAME)` sorts, pages and downloads it; `folded` hides it under a chart; a `Drill`
  makes a column's codes open something.
- `chart(view, builder, drawn, key=...)` draws a figure of services.charts.figures; settings go in
  as `partial(waterfall, old=2024, new=2025)`, which mypy checks. `drill` names the fields of the
  link that a click fills. `standing` draws bars that nobody clicks as boxes of the page itself,
  without Plotly in the browser: for a first page that stands at once.
- `when_read(data)` around a section draws a placeholder in its place until everything that its
  tables and figures read is read; what stands outside of such a section ends the page meanwhile.
- `filters.own` adds a filter of the page's own to the sidebar, `filters.switch` a view switch
  (`lihat=name:value`), `address.go(state)` writes the link from a callback.
- `panels` are the designed states; every text stands in services/charts/texts.
"""
