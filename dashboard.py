import streamlit as st

if __name__ == "__main__":  # a visit: the first page
    from pages.shell.answers import kaji_ulang, ringkasan
    from pages.shell.answers.lists import ringkasan_lists
    from pages.shell.read import read
    from pages.shell.reading.progress import when_read
    from pages.shell.sections.chosen_klpd import Measure, chosen_klpd
    from pages.shell.sections.packages.announced import announced
    from pages.shell.sections.report import report
    from pages.shell.start import start
    from pages.shell.widgets.blocks import answer, figures, heading, note, section, source
    from pages.shell.widgets.filters import add_year
    from pages.shell.widgets.layout import wide_and_narrow
    from pages.shell.widgets.lists.ranked_list import ranked_list
    from pages.shell.widgets.menu import page_link
    from services.analysis.frames import PROGRAM, RUP
    from services.analysis.key_figures import years_shown

    PAGU = Measure(page="ringkasan", column="pagu", dataset=PROGRAM, money=True)

    view = start("ringkasan")
    data = read(view, if_stored=RUP, every_year=True)
    answer(ringkasan.sentence(data))
    figures(view, ringkasan.with_lines(data))
    awal, *_ = years_shown(view.tahun)
    note(view.say("ringkasan.lines", lalu=view.lalu, awal=awal, tahun=view.tahun))
    note(kaji_ulang.duty(view))
    with when_read(data):
        chosen_klpd(data, PAGU, view.say("program.klpd", tahun=view.tahun))

    section()
    heading(
        view.say("ringkasan.moved", lalu=view.lalu, tahun=view.tahun),
        view.say("ringkasan.moved_how"),
    )
    with when_read(data):
        if data.has_rows(PROGRAM, view.lalu):
            ranked_list(data, ringkasan_lists.moved(data))
            note(ringkasan_lists.matched(data))
            state = view.state.for_another_page().change(urut="-selisih")
            page_link(view, "program", state, label=view.say("ringkasan.all_moves"))
        else:
            add_year(view, view.lalu, view.say("program.between_add", lalu=view.lalu))

    section()
    left, right = wide_and_narrow()
    with left, when_read(data):
        announced(data)
    with right, when_read(data):
        heading(view.say("perlu.title"), view.say("ringkasan.flags_how"))
        ranked_list(data, ringkasan_lists.three_flags(data))
        page_link(view, "tanda", label=view.say("ringkasan.open_flags"))
    source(data, also=report)
else:  # the server, which imports this file once
    from pages.shell.platform.server import host
    from services.api.server import serve

    server = serve(host())
    app = st.App(
        __file__,
        routes=server.routes,
        middleware=server.middleware,
        lifespan=server.lifespan,
    )
