"""A picture is legible in a chat: large type, nothing cut at an edge, no words over others."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from itertools import combinations

import pytest
from PIL import Image

from services.charts.plots.curve_html import Curve
from services.preview.compose import Composed, composed, generic
from services.preview.lettering import ELLIPSIS, Line, cut, set_in, width, wrapped
from services.preview.picture import HEIGHT, LEAST, MARGIN, WIDTH, picture, png
from services.preview.values import (
    Answer,
    Bar,
    Bars,
    Chart,
    Columns,
    Curves,
    Moments,
    Preview,
    Steps,
)
from services.wiring import App
from tests.preview.conftest import link

LONG = "Kementerian Koordinator Bidang Hukum, Hak Asasi Manusia, Imigrasi, dan Pemasyarakatan"
ODD = 'PEMBANGUNAN\u202e <script>alert(1)</script> & "JALAN" 東京 \U0001f600 ' + "X" * 300
NAMES = ("Kab. Buru", LONG, ODD)
CHARTS: tuple[Chart | None, ...] = (
    None,
    Bars(rows=tuple(Bar(name=ODD, value=v, text="Rp 9.999,9 T") for v in (9.0, 3.0, 1.0, 0.0))),
    Bars(rows=(Bar(name="Satu", value=1, text="1", own=True),)),
    Columns(
        values=(1.0, None, 3.0), labels=("2023", "2024", "2025"), strong=2, text="Rp 9.999,9 T"
    ),
    Columns(values=(0.0,) * 13, labels=("Des",) * 13, strong=0, text="0"),
    Curves(
        now=Curve(year=2025, points=((-20, 0.01), (80, 0.9), (300, 0.95))),
        before=Curve(year=2024, points=((10, 0.5), (200, 0.94))),
        march="90 % pada 31 Maret",
    ),
    Curves(
        now=Curve(year=2025, points=((200, 0.02),)),
        before=Curve(year=2024, points=()),
        march="0 % pada 31 Maret",
    ),
    Moments(acts=((None, ODD), *((datetime(2025, 3, at), LONG) for at in (1, 2, 3)))),
    Steps(names=("Indonesia", "Nusa Tenggara Barat", LONG, ODD, ODD)),
)


def drawn(chart: Chart | None, name: str, figure: str = "Rp 692,1 M") -> Composed:
    answer = Answer(
        subject=name,
        context=f"{name} · 2025",
        figure=figure,
        label=name,
        chart=chart,
        chart_title=name,
        origin="contoh",
    )
    preview = Preview(title=name, description=name, address="/", lang="id")
    source = f"INAPROC RUP · dibaca 1 Des 2026 03.11 WIB · {name}"
    return Composed(preview=preview, answer=answer, label="DATA CONTOH (sintetis)", source=source)


def all_pictures() -> Iterator[Composed]:
    for name in NAMES:
        for chart in CHARTS:
            yield drawn(chart, name)
    yield drawn(None, "Kab. Buru", "dibaca, tetapi tidak ada di daftar yang tersimpan")
    yield Composed(preview=generic("en", "/"))


def covers(one: Line, other: Line) -> bool:
    left, top, right, bottom = one.box
    return (
        left < other.box[2]
        and other.box[0] < right
        and top < other.box[3]
        and other.box[1] < bottom
    )


def test_every_line_is_inside_and_over_no_other() -> None:
    for given in all_pictures():
        lines = picture(given).lines
        for line in lines:
            left, top, right, bottom = line.box
            assert left >= MARGIN - 2 and right <= WIDTH - MARGIN + 2, line  # noqa: PT018
            assert top >= 0 and bottom <= HEIGHT, line  # noqa: PT018
            assert line.size >= 22, line
            assert "\u202e" not in line.text
        for one, other in combinations(lines, 2):
            assert not covers(one, other), (one, other)


def test_the_figure_is_the_largest_and_never_small() -> None:
    for given in all_pictures():
        largest = max(line.size for line in picture(given).lines)
        assert largest >= LEAST
        if given.answer:
            shown = [line for line in picture(given).lines if line.size == largest]
            assert shown[0].text.startswith(given.answer.figure[:10])


def test_markup_in_names_is_text() -> None:
    svg = picture(drawn(None, ODD)).svg
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


@pytest.mark.parametrize("chart", CHARTS[1:4])
def test_a_png_has_its_size_and_ink_inside_the_margins_alone(chart: Chart) -> None:
    image = Image.open(io.BytesIO(png(drawn(chart, ODD)))).convert("RGB")
    assert image.size == (WIDTH, HEIGHT)
    ground = image.getpixel((5, 300))
    for strip in ((0, 20, MARGIN - 8, HEIGHT), (WIDTH - MARGIN + 8, 20, WIDTH, HEIGHT)):
        assert image.crop(strip).getcolors() == [
            ((strip[2] - strip[0]) * (strip[3] - strip[1]), ground)
        ]


def test_estimated_widths_are_not_below_those_drawn() -> None:
    """The estimate decides what is cut: letters drawn wider would leave the picture."""
    for text in ("Rp 692,1 M", LONG, "WWW MMM %%% 88,7 %", "Kab. Lombok Tengah · 2025"):
        given = drawn(None, "Kab. Buru", text)
        figure = next(line for line in picture(given).lines if line.size >= LEAST)
        image = Image.open(io.BytesIO(png(given))).convert("L")
        band = image.crop((0, int(figure.box[1]), WIDTH, int(figure.y) + 4))
        box = band.point(lambda value: 255 if value < 200 else 0).getbbox()
        assert box is not None
        assert box[2] <= figure.box[2] + 4, text


def test_pictures_differ_by_link_and_are_the_same_for_the_same(stored: App) -> None:
    made = [
        png(composed(link(stored, page, klpd=kode, tahun=year)))
        for page, kode, year in (
            ("program", "D304", "2025"),
            ("program", "D304", "2024"),
            ("program", "D305", "2025"),
            ("wilayah", "D304", "2025"),
        )
    ]
    assert len(set(made)) == len(made)
    assert png(composed(link(stored, "program", klpd="D304", tahun="2025"))) == made[0]


def test_words_are_cut_at_the_end_only() -> None:
    assert cut("pendek", 1000, 30) == "pendek"
    short = cut(LONG, 300, 30)
    assert short.endswith(ELLIPSIS)
    assert LONG.startswith(short[:-1])
    assert width(short, 30) <= 300
    lines = wrapped(LONG, 400, 30, 2)
    assert len(lines) == 2
    assert all(width(line, 30) <= 400 for line in lines)
    assert set_in("pendek", 1000, ((50, 1), (40, 1))) == (50, ["pendek"])
    assert set_in(LONG, 1000, ((50, 1), (40, 1), (20, 1)))[0] == 20
