"""What all pages share.

A page is a script of at most 80 lines that reads like a table of contents:

    view = start("program")                     # start: configuration, link, sidebar, title
    data = read(view, PROGRAM)                  # reading: partitions with progress, or a panel
    answer(program.sentence(data))              # answers/: sentences computed from the tables
    figures(view, program.row(data))            # blocks: at most five key figures
    source(data)                                # blocks: the source of the figures so far

    heading(view.say("program.list"))           # blocks: the title, with the place for its menu
    ranked_list(data, program_list.shown(data)) # answers/: what the list draws, what rows open
    source(data)

What to use:

- `view.state` is the state of the link (services.link); figures are about `view.klpd`, the first
  KLPD, and `view.tahun`, the newest year, compared with `view.lalu`. `view.say` returns Markdown
  with the values escaped, `view.words` plain text.
- `data.table(NAME, **options)` returns a table with the options of the link, `data.made(function)`
  the result of an analysis function for them: rows to compute with. Both are cached per process
  under a digest of the stored rows.
- Figures draw a `drawn.Drawn`: rows with the partitions behind them. `data.shown(NAME)` returns a
  table in this form, `data.now` the same for the first KLPD and the newest year, and
  `data.drawn(rows, DATASET)` any rows with kd_klpd and tahun. Titles, text alternatives, source
  lines, citations and file names are written from it, so that a figure never claims more than it
  draws. `source(data)` draws the source of all figures since the last source line.
- `table(data, NAME)` draws a table with sort, pages and downloads; `folded` hides it under a chart;
  a `Drill` makes a click on a code write it into the link.
- `chart(data, builder, drawn, key=...)` draws a Plotly figure of services.charts; settings go in
  as `partial(plan_months, first=kode)`, which mypy checks. `standing` draws months as boxes of the
  page itself, without Plotly in the browser: they stand at once.
- `ranked_list(data, RANKED_LIST)` draws rows with their bars on one scale, and is filter, sort and
  table in one; `plot(data, DRAWING, DRAWN, name=...)` draws a drawing of services.charts.plots.
  Neither needs Plotly.
- `when_read(data)` around a section draws a placeholder until all partitions that its tables and
  figures need are read; a table or figure outside of such a section ends the page meanwhile.
- `filters.field_filter` adds a filter of the page's own to the sidebar, `filters.switch` a view
  switch (`lihat=name:value`); `address.go(state)` writes the link from a callback.
- `panels` are the states without figures; every text is in services/language/texts.
"""
