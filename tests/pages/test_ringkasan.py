from __future__ import annotations

import polars as pl

from services.language.wording import (
    delta_number,
    delta_percent,
    delta_rupiah,
    number,
    rupiah,
)
from tests.pages.conftest import Open
from tests.pages.seeing import (
    act,
    alternatives,
    figures,
    headings,
    link,
    links,
    list_data,
    list_rows,
    told,
)
from tests.pages.truth import KODE, LALU, LINK, TAHUN, Truth, total


def test_the_opening_view_answers_without_a_choice(opened: Open, truth: Truth) -> None:
    app = opened()
    assert link(app) == [("klpd", KODE), ("tahun", str(TAHUN)), ("lang", "id")]
    assert app.title[0].value == "Apa yang direncanakan, dan apa yang berubah?"
    shown = figures(app)
    assert len(shown) == 5
    for label, print_value, change, count in (
        ("Pagu anggaran program", rupiah, delta_rupiah, _pagu),
        ("Program satker", number, delta_number, _programs),
        ("Paket swakelola", number, delta_number, _packages),
        ("Jumlah tindakan", number, delta_number, _acts),
        ("Tindakan terakhir pembatalan", number, delta_number, _cancelled),
    ):
        new, old = count(truth, TAHUN), count(truth, LALU)
        moved = f"{change(new, old)} · {delta_percent(new, old)}"
        assert shown[label] == (print_value(new), moved)
        assert print_value(new) in told(app)


def test_the_programs_that_moved_most_are_those_of_the_table_and_the_rest_is_counted(
    opened: Open, truth: Truth
) -> None:
    app = opened(**LINK)
    table = truth.table("perubahan-per-program", (LALU, TAHUN))
    rows = list_rows(app, "perubahan-per-program")
    assert [row.path for row in rows] == table["kd_program_str"][:12].to_list()
    others = table[12:]
    net = delta_rupiah(sum(others["selisih"].drop_nulls()), 0)
    rest = f"Sisanya: {number(others.height)} kode, neto {net}"
    assert rest in " ".join(list_data(app, "perubahan-per-program")["rest"]).replace("\u00a0", " ")
    shares = sum(table["selisih"].drop_nulls())
    assert shares == _difference(truth)


def test_a_click_on_a_program_that_moved_opens_it_on_its_page(opened: Open) -> None:
    app = opened(**LINK)
    code = list_rows(app, "perubahan-per-program")[0].path
    act(app, "perubahan-per-program", pergi=code)
    assert app.title[0].value == "Program mana yang memegang pagu?"
    assert ("program", code) in link(app)
    assert ("urut", "-selisih") in link(app)
    assert ("lihat", f"buka:{code}") in link(app)


def test_three_things_worth_a_look_lead_to_their_rule_or_package(
    opened: Open, truth: Truth
) -> None:
    app = opened(**LINK)
    flags = truth.table("tanda")
    counts = dict(flags.group_by("aturan").len().iter_rows())
    provider_lists = ("metode-pagu", "pecah-di-bawah-batas", "pemilihan-sebelum-umum")
    read = [row.path for row in list_rows(app, "tanda-tiga")]
    known = {r: n for r, n in counts.items() if r not in provider_lists or r in read}
    most = max(known, key=lambda rule: known[rule])
    rows = list_rows(app, "tanda-tiga")
    assert [row.path for row in rows[:2]] == [most, "aktif-berulang"]
    assert [row.texts[""] for row in rows[:2]] == [number(counts[row.path]) for row in rows[:2]]
    split = flags.filter(pl.col("aturan") == "pecah-banyak").sort(
        "nilai", "kode", descending=[True, False]
    )
    assert rows[2].path == f"pecah-banyak~{split['kode'][0]}"
    act(app, "tanda-tiga", pergi=most)
    assert ("lihat", f"aturan:{most}") in link(app)


def test_links_to_other_pages_carry_the_whole_state(opened: Open) -> None:
    app = opened(**LINK, satker="461544", lihat="skala-program:log")
    found = links(app)
    state = "klpd=D304&tahun=2025&satker=461544"
    assert found["Semua perubahan per program"] == (
        f"{state}&urut=-selisih&lihat=skala-program%3Alog&lang=id"
    )
    assert found["Semua tanda menurut aturan dan satker"] == (
        f"{state}&lihat=skala-program%3Alog&lang=id"
    )


def test_nothing_of_plotly_or_deck_comes_into_the_browser_for_the_first_page(opened: Open) -> None:
    app = opened(**LINK)
    assert len(alternatives(app)) == 1
    assert not app.get("plotly_chart")
    assert not app.get("deck_gl_json_chart")


def test_revisions_are_never_shown_without_the_duty_to_announce_again(opened: Open) -> None:
    assert "Pasal 22 ayat (5)" in told(opened(**LINK))
    assert "article 22(5)" in told(opened(**LINK, lang="en"))


def test_a_satker_narrows_every_figure(opened: Open, truth: Truth) -> None:
    satker = _largest_satker(truth)
    shown = figures(opened(**LINK, satker=satker))
    pagu = truth.table("pagu-per-satker", satker=satker)["pagu"][0]
    packages = truth.table("swakelola-status", satker=satker)["jumlah_paket"].sum()
    acts = truth.table("kaji-ulang-per-satker", satker=satker)["tindakan"].sum()
    assert shown["Pagu anggaran program"][0] == rupiah(pagu)
    assert shown["Paket swakelola"][0] == number(packages)
    assert shown["Jumlah tindakan"][0] == number(acts)


def test_the_source_says_what_was_read_and_that_it_is_made_up(opened: Open) -> None:
    app = opened(**LINK)
    assert "DATA CONTOH (sintetis)" in told(app)
    assert "program-master, paket-swakelola, history-kaji-ulang" in told(app)
    assert "Kab. Lombok Tengah · 2024, 2025" in told(app)
    assert "WIB · lengkap" in told(app)


def test_english_is_whole(opened: Open) -> None:
    app = opened(**LINK, lang="en")
    assert app.title[0].value == "What is planned, and what changed?"
    assert figures(app)["Program budget (pagu)"][0].startswith("Rp ")
    assert "SAMPLE DATA (synthetic)" in told(app)
    assert headings(app)[-1] == "Worth a look"
    assert links(app)["All changes by program"].endswith("lang=en")


def _difference(truth: Truth) -> int:
    new, old = _pagu(truth, TAHUN), _pagu(truth, LALU)
    assert new is not None
    assert old is not None
    return new - old


def _pagu(truth: Truth, year: int) -> int | None:
    return total(truth.table("pagu-per-program", year)["pagu"])


def _programs(truth: Truth, year: int) -> int:
    return truth.table("pagu-per-program", year)["jumlah_baris"].sum()


def _packages(truth: Truth, year: int) -> int:
    return truth.table("swakelola-status", year)["jumlah_paket"].sum()


def _acts(truth: Truth, year: int) -> int:
    return truth.table("kaji-ulang-per-satker", year)["tindakan"].sum()


def _cancelled(truth: Truth, year: int) -> int:
    return truth.table("kaji-ulang-per-satker", year)["batal_bersih"].sum()


def _largest_satker(truth: Truth) -> str:
    packages = truth.table("swakelola-status").group_by("kd_satker").agg(pl.sum("jumlah_paket"))
    return packages.sort("jumlah_paket", "kd_satker")["kd_satker"][-1]
