"""The report as HTML: complete, escaped, self-contained."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from services.report.page import Figure, Report, Section, Table, html

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
TABLE = Table(
    title="Pagu per program",
    names=("nama_program", "pagu"),
    heads=("Program", "Pagu (Rp)"),
    right=frozenset({1}),
    rows=[("Jalan", "1.000"), ("Jembatan", "20")],
    rest="Ditampilkan 2 dari 9 baris",
)
REPORT = Report(
    lang="id",
    title="Rencana Kab. Contoh, 2026",
    label="DATA CONTOH (sintetis)",
    sentence="Kab. Contoh merencanakan Rp 1 M.",
    figures=[Figure(label="Pagu", value="Rp 1 M", beside="2025: Rp 2 M")],
    source="Sumber angka kunci",
    sections=[
        Section(
            title="Program",
            answer="Terbesar Jalan.",
            picture='<svg xmlns="http://www.w3.org/2000/svg"><title>gambar</title></svg>',
            tables=[TABLE],
            notes=["Catatan", ""],
            source="Sumber: INAPROC",
        )
    ],
    meanings=[("Pagu (Rp)", "Jumlah pagu")],
    link="https://contoh.id/?klpd=D304&tahun=2026",
    made="Dibuat 6 Mar 2026",
)


class Read(HTMLParser):
    """The document as a browser reads it: tags, attributes, running text."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.said: list[str] = []
        self.open: list[str] = []
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"] and data.strip():
            self.said.append(data.strip())


def test_the_page_shows_everything_in_order() -> None:
    read = Read(html(REPORT))
    assert read.open == []
    wanted = [
        *(REPORT.title, REPORT.label, REPORT.title, REPORT.sentence, "Pagu", "Rp 1 M"),
        *(
            "2025: Rp 2 M",
            "Sumber angka kunci",
            "Program",
            "Terbesar Jalan.",
            "gambar",
            "Pagu per program",
            "Program",
        ),
        *("Pagu (Rp)", "Jalan", "1.000", "Jembatan", "20", "Ditampilkan 2 dari 9 baris"),
        *("Catatan", "Sumber: INAPROC", "Arti kolom", "Pagu (Rp)", "Jumlah pagu"),
        *("Tautan ke angka yang sama", REPORT.link),
    ]
    assert read.said[: len(wanted)] == wanted
    assert read.said[-1] == REPORT.made


def test_the_page_fetches_nothing_and_runs_nothing() -> None:
    document = html(REPORT)
    read = Read(document)
    assert {"script", "link", "img", "iframe", "a", "form"} & set(read.tags) == set()
    assert {"src", "href", "action", "style"} & {name for name, _ in read.attributes} == set()
    assert "url(" not in document
    assert "@import" not in document
    (policy,) = (v for n, v in read.attributes if n == "content" and "default-src" in (v or ""))
    assert (policy or "").startswith("default-src 'none'")


@pytest.mark.parametrize("field", ["title", "label", "sentence", "link", "made"])
def test_hostile_text_is_shown_not_run(field: str) -> None:
    read = Read(html(replace(REPORT, **{field: HOSTILE})))
    assert {"script", "img"} & set(read.tags) == set()
    assert not [name for name, _ in read.attributes if name.startswith("on")]
    assert HOSTILE in read.said


def test_hostile_cells_heads_notes_and_figures_are_shown_not_run() -> None:
    table = replace(TABLE, title=HOSTILE, heads=(HOSTILE,) * 2, rows=[(HOSTILE,) * 2], rest=HOSTILE)
    section = Section(
        title=HOSTILE, answer=HOSTILE, tables=[table], notes=[HOSTILE], source=HOSTILE
    )
    figure = Figure(label=HOSTILE, value=HOSTILE, beside=HOSTILE)
    hostile = replace(REPORT, figures=[figure], sections=[section], meanings=[(HOSTILE, HOSTILE)])
    read = Read(html(hostile))
    assert {"script", "img"} & set(read.tags) == set()
    assert read.said.count(HOSTILE) == 3 + 6 + 4 + 2


def test_a_label_cannot_leave_its_place_in_the_style() -> None:
    document = html(replace(REPORT, label='"; } body { display: none } </style><b>'))
    style = document.partition("<style>")[2].partition("</style>")[0]
    assert "display: none }" not in style
    assert "@page" in style
    assert Read(document).open == []


def test_live_rows_carry_no_label() -> None:
    document = html(replace(REPORT, label=""))
    assert "DATA CONTOH" not in document
    assert 'class="label"' not in document


def test_numbers_stand_right_under_their_heads() -> None:
    document = html(REPORT)
    assert '<th scope="col" class="right">Pagu (Rp)</th>' in document
    assert '<td class="right">1.000</td>' in document
    assert "<td>Jalan</td>" in document
