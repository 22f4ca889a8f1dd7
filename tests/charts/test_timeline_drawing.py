"""What is drawn of a placed family: texts, names for those who do not see it, the picture."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from services.charts.palette import Theme, palette
from services.charts.timeline import Drawing, drawing, picture
from services.charts.timeline.drawing import FORMATS, SHAPES, legend, month_labels
from services.charts.timeline.layout import GAP, layout
from services.charts.timeline.words import described, later, quoted_reasons, split_code
from services.language.wording import LANGUAGES
from tests.analysis.strategies import Rows
from tests.analysis.strategies_kaji_ulang import START, chain, row
from tests.charts.tables import HOSTILE
from tests.charts.test_timeline import node, of_rows

SVG = "{http://www.w3.org/2000/svg}"
HISTORY: Rows = [
    *chain("PEMBATALAN", "PENGAKTIFAN", "SATUKESATU", hours=(0, 24 * 10, 24 * 40)),
    *(
        row(
            jenis_revisi="SATUKEBANYAK",
            kd_rup_lama="4",
            kd_rup_baru=code,
            tgl_kaji_ulang=START + timedelta(days=60),
            alasan_kajiulang=why,
        )
        for code, why in (("5", "a"), ("6", "b"), ("7", "-"))
    ),
]


def of(rows: Rows = HISTORY, lang: str = "id", code: str = "1") -> Drawing:
    family = of_rows(rows, code)
    return drawing(family, tuple(family.parents), lang)


def names(shown: Drawing) -> list[str]:
    return [event["nama"] for event in shown["kejadian"]]


def test_every_mark_is_named_by_date_kind_code_reason_and_what_followed() -> None:
    assert names(of())[:4] == [
        "Pembatalan; 20 Des 2024 09.00; Kode 1; Alasan: “revisi”; Diaktifkan lagi 10 hari kemudian",
        (
            "Pengaktifan kembali; 30 Des 2024 09.00; Kode 1; Alasan: “revisi”; "
            "Diganti 30 hari kemudian"
        ),
        "Penggantian satu ke satu; 29 Jan 2025 09.00; Kode 1; Alasan: “revisi”; Menjadi kode 4",
        "Pemecahan; 18 Feb 2025 09.00; Kode 4; Alasan: “a”, “b”; Menjadi 3 kode: 5, 6, 7",
    ]
    assert names(of(lang="en"))[0] == (
        "Cancellation; 20 Dec 2024 09:00; Code 1; Reason: “revisi”; Re-activated 10 days later"
    )
    assert names(of())[-1].endswith("Sesudah itu tidak ada tindakan lagi")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_event_has_words_in_both_languages(lang: str) -> None:
    kinds = ("PEMBATALAN", "GABUNG", "PENGAKTIFAN", "SATUKEBANYAK", "SATUKESATU")
    rows = chain(*kinds, hours=tuple(range(0, 24 * 5, 24)))
    family = of_rows([*rows, row(kd_rup_lama=None, kd_rup_baru="1", tgl_kaji_ulang=None)], "1")
    for at in range(len(family.events)):
        words = described(family, at, lang)
        assert all([words.title, words.when, words.line, words.reason, *words.lines])
        assert "{" not in words.name


def test_a_code_says_its_state_and_the_chosen_one_that_it_is_chosen() -> None:
    codes = {code["kode"]: code for code in of(code="4")["kode"]}
    assert codes["1"]["nama"] == "diganti"
    assert codes["4"]["nama"] == "diganti, kode halaman ini"
    assert (codes["5"]["ujung"], codes["1"]["ujung"]) == ("ujung · aktif", "")
    assert [code["ini"] for code in codes.values()] == [False, True, False, False, False]


def test_phones_have_the_last_three_digits() -> None:
    parts = [split_code(code) for code in ("162040373", "1234", "12")]
    assert parts == [("162040", "373"), ("", "1234"), ("", "12")]
    assert [shape.short for shape in FORMATS] == [shape.least < 641 for shape in FORMATS]


def test_twelve_codes_fit_a_phone() -> None:
    least = min(shape.least for shape in FORMATS)
    assert least <= 360 - 2 * 16
    rows = chain(*(["SATUKESATU"] * 1), hours=(0,)) + [
        row(kd_rup_lama=str(at), kd_rup_baru=str(at + 1), tgl_kaji_ulang=START + timedelta(days=at))
        for at in range(2, 12)
    ]
    shown = of(rows)
    assert len(shown["kode"]) == 12
    for placed in shown["gambar"]:
        xs = [mark["x"] for lane in placed["tanda"] for mark in lane]
        assert min(xs) >= 0
        assert max(xs) <= 1
        for lane in placed["tanda"]:
            apart = [b["x"] - a["x"] for a, b in pairwise(lane)]
            assert all(gap * placed["lebar"] >= GAP - 0.1 for gap in apart)


def test_the_drawing_is_plain_data() -> None:
    shown = of()
    assert json.loads(json.dumps(shown))["kejadian"] == shown["kejadian"]
    widths = [placed["mulai"] for placed in shown["gambar"]]
    assert widths == sorted(widths)
    assert shown["tindakan"] == [3, 2, 1, 0], "the newest act first"


def test_the_legend_has_what_is_drawn_alone() -> None:
    family = of_rows(chain("PEMBATALAN"), "1")
    placed = layout(family, tuple(family.parents), 500)
    assert legend(placed, "id") == [
        ("PEMBATALAN", "dibatalkan"),
        ("batal", "garis putus: batal"),
    ]


def test_the_first_month_and_each_january_name_the_year_where_there_is_room() -> None:
    family = of_rows(chain("PEMBATALAN", "PENGAKTIFAN", hours=(0, 24 * 420)), "1")
    wide = [text for _, text in month_labels(layout(family, (node("1"),), 1100), "id") if text]
    assert wide[:3] == ["Jan 2025", "Feb", "Mar"]
    assert "Jan 2026" in wide
    narrow = month_labels(layout(family, (node("1"),), 300, label=28), "en")
    assert [text for _, text in narrow if text][:2] == ["Jan 2025", "May"]


def test_reasons_are_quoted_and_blank_ones_are_none() -> None:
    assert quoted_reasons(["-", "", " . "], "id") == ""
    assert quoted_reasons(["a", "b", "c", "d", "e"], "id") == "“a”, “b”, “c” dan 2 alasan lain"
    assert quoted_reasons(["a", "b", "c", "d"], "en") == "“a”, “b”, “c” and 1 other reason"


def test_later_is_said_in_the_largest_whole_unit() -> None:
    after = [timedelta(seconds=9), timedelta(minutes=5), timedelta(hours=30), timedelta(days=2)]
    assert [later(START, START + gap, "en") for gap in after] == [
        "less than a minute later",
        "5 minutes later",
        "1 day later",
        "2 days later",
    ]
    assert later(None, START, "id") == "sesudahnya"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_picture_has_every_code_once_and_the_colours_of_its_theme(theme: Theme) -> None:
    family = of_rows(HISTORY, "1")
    text = picture(family, tuple(family.parents), theme=theme, lang="id", alt="Keluarga 1")
    root = ElementTree.fromstring(text)  # noqa: S314 - our own
    words = [element.text for element in root.iter(f"{SVG}text")]
    assert [word for word in words if word in "14567"] == ["1", "4", "5", "6", "7"]
    assert root.findtext(f"{SVG}title") == "Keluarga 1"
    colours = {element.get("stroke") for element in root.iter(f"{SVG}path")}
    own = palette(theme)
    assert {own.jenis["PEMBATALAN"], own.jenis["SATUKEBANYAK"], own.text} <= colours
    shapes = [element.get("d") for element in root.iter(f"{SVG}path")]
    assert set(shapes) <= set(SHAPES.values())


def test_hostile_codes_and_reasons_are_text() -> None:
    rows = [row(kd_rup_baru=HOSTILE, alasan_kajiulang=HOSTILE)]
    family = of_rows(rows, "1")
    text = picture(family, tuple(family.parents), theme="light", lang="id", alt=HOSTILE)
    root = ElementTree.fromstring(text)  # noqa: S314 - our own
    assert any("<script>" in (element.text or "") for element in root.iter(f"{SVG}text"))
    assert "\u202e" not in text
    assert "\u202e" not in json.dumps([event["nama"] for event in of(rows)["kejadian"]])


def test_an_act_at_midnight_has_a_date_alone() -> None:
    family = of_rows(chain("PEMBATALAN"), "1", {node("1"): datetime(2024, 12, 1)})
    made = next(at for at in family.lanes[node("1")])
    assert described(family, made, "id").when == "1 Des 2024"
    assert "Tanggal menurut daftar paket" in described(family, made, "id").lines
