"""The page of one package against plain Python over the rows that are stored."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from services.language.wording import rupiah, rupiah_full, tanggal, text, waktu
from services.upstream.catalog import find
from tests.gateway import TOKEN, Gateway, loopback, paket, program, refusing
from tests.oracle.basics import live_package
from tests.pages import components
from tests.pages.conftest import Open
from tests.pages.seeing import bare, grid, headings, link, told
from tests.pages.truth import KODE, LINK, TAHUN, Truth

PAGE, LISTS = "pages/paket.py", "pages/penyedia.py"
RUNNING = {"klpd": KODE, "tahun": "2026"}
Row = dict[str, Any]
Rows = list[Row]
Stored = Callable[..., Rows]


@pytest.fixture
def stored(truth: Truth) -> Stored:
    """Return a function that reads and gives the rows of a partition, deleted ones too."""

    def read(dataset: str, tahun: int = TAHUN, klpd: str = KODE) -> Rows:
        return truth.app.repository.load(find(dataset).partition(klpd, tahun)).frame.to_dicts()

    return read


@pytest.fixture
def gateway(nothing_stored: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    """Serve hand-made rows as a live source."""
    del nothing_stored
    served = Gateway()
    with loopback(served) as address:
        monkeypatch.setenv("INAPROC_BASE_URL", address)
        monkeypatch.setenv("INAPROC_TOKEN", TOKEN)
        yield served


def revision(old: int, new: int, **values: Any) -> Row:
    """Return a row of history-kaji-ulang as served, a replacement of 2026."""
    return {
        **{name: paket(old)[name] for name in ("kd_klpd", "kd_satker", "nama_klpd", "nama_satker")},
        "tahun_anggaran": 2026,
        "jenis_paket": "PENYEDIA",
        "jenis_revisi": "SATUKESATU",
        "kd_rup_lama": old,
        "kd_rup_baru": new,
        "alasan_kajiulang": "revisi",
        "tgl_kaji_ulang": "2026-02-03T04:05:06Z",
        **values,
    }


def bodies(app: AppTest, mark: str) -> list[str]:
    """Return the page's own pieces of HTML that hold a mark, tags and all."""
    return [e.proto.body for e in app.get("html") if f'class="{mark}"' in e.proto.body]


def words(body: str) -> str:
    """Return HTML as it reads."""
    return html.unescape(re.sub(r"<[^>]*>", " ", body))


def key_facts(app: AppTest, at: int = 0) -> dict[str, tuple[str, str]]:
    """Return the key facts: label to value and what stands below it."""
    cells = re.findall(
        r'<dt>(.*?)</dt><dd>(.*?)</dd><dd class="samping">(.*?)</dd>',
        bodies(app, "lensa-inti")[at],
    )
    return {html.unescape(a): (html.unescape(b), html.unescape(c)) for a, b, c in cells}


def facts(app: AppTest) -> dict[str, str]:
    """Return the facts of the package drawn first, label to text."""
    found = bodies(app, "lensa-fakta")
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", found[0]) if found else []
    return {html.unescape(name): html.unescape(value) for name, value in pairs}


def test_a_listed_package_says_what_it_is(opened: Open, stored: Stored) -> None:
    row = next(r for r in stored("paket-penyedia") if live_package(r) and r["metode_pengadaan"])
    app = opened(PAGE, **LINK, kode=row["kd_rup"])
    assert bare(app.title[0].value) == row["nama_paket"]
    line = f"Kode RUP {row['kd_rup']} · Penyedia · {row['nama_satker']} ({row['kd_satker']})"
    assert f"{line} · Kab. Lombok Tengah, 2025" in told(app)
    short, exact = key_facts(app)["Pagu kode ini"]
    assert (short, exact or short) == (rupiah(row["pagu"]), rupiah_full(row["pagu"]))
    assert key_facts(app)["Metode"][0].casefold() == row["metode_pengadaan"].casefold()
    shown = facts(app)
    announced = tanggal(row["tgl_pengumuman_paket"])
    assert shown["Status saat dibaca"] in (row["status"], f"{row['status']} ({announced})")
    assert row["volume_pekerjaan"] in shown.values()
    assert shown["PDN · UKM"] == " · ".join(
        "ya" if row[column] == word else "tidak"
        for column, word in (("status_pdn", "PDN"), ("status_ukm", "UKM"))
    )
    assert not any("{" in value for value in shown.values())


def test_the_way_to_a_package_leads_to_its_page_and_its_satker(
    opened: Open, stored: Stored
) -> None:
    row = next(r for r in stored("history-kaji-ulang") if r["jenis_paket"] == "PENYEDIA")
    app = opened(PAGE, **LINK, kode=row["kd_rup_lama"])
    trail = components.data_of(app, components.PROSE)[0]
    assert trail["remah"] == text("paket.trail")
    (steps,) = trail["paragraf"]
    assert "".join(step["teks"] for step in steps).endswith(f"› paket {row['kd_rup_lama']}")
    first, satker = (step for step in steps if step["alamat"])
    assert first["alamat"].startswith("kaji-ulang?klpd=D304&tahun=2025")
    assert f"satker={row['kd_satker']}" in satker["alamat"]
    assert "kode=" not in satker["alamat"]


def test_without_the_provider_list_the_page_says_that_it_is_unread(
    nothing_stored: Path, opened: Open, stored: Stored
) -> None:
    del nothing_stored
    opened(PAGE, **LINK, kode="1")
    lama = next(
        r["kd_rup_lama"] for r in stored("history-kaji-ulang") if r["jenis_paket"][0] == "P"
    )
    app = opened(PAGE, **LINK, kode=lama)
    unknown = ("tidak diketahui", "daftar paket penyedia belum dibaca")
    assert key_facts(app)["Pagu kode ini"] == unknown
    assert bare(app.title[0].value) == f"Paket {lama}"
    assert "Daftar paket penyedia belum dibaca" in told(app)
    assert "Aturan yang memerlukan paket penyedia tidak dapat diperiksa" in told(app)
    assert facts(app) == {}


def test_a_provider_list_that_is_denied_is_said_to_be_denied(
    gateway: Gateway, opened: Open
) -> None:
    gateway.put(program(1))
    gateway.put(revision(5, 6), dataset="history-kaji-ulang")
    gateway.meddle = refusing(gateway, "paket-penyedia", "paket-penyedia-terumumkan")
    opened(LISTS, **RUNNING)
    app = opened(PAGE, **RUNNING, kode="5")
    assert key_facts(app)["Pagu kode ini"][1] == "daftar paket penyedia ditolak sumber"
    assert "ditolak sumber bagi kredensial ini" in told(app)


def test_a_code_of_nothing_stays_in_the_link_and_is_said_to_be_unknown(opened: Open) -> None:
    app = opened(PAGE, **LINK, kode="9999")
    said = told(app)
    assert ("kode", "9999") in link(app)
    assert bare(app.title[0].value) == "Paket 9999"
    assert "Kode 9999 tidak ada dalam daftar paket yang tersimpan untuk Kab. Lombok Tengah" in said
    assert "Tidak ada riwayat kaji ulang yang tersimpan untuk kode 9999" in said
    assert facts(app) == {}
    assert components.data_of(app, components.TIMELINE) == []


def test_a_deleted_package_is_called_deleted(opened: Open, stored: Stored) -> None:
    revised = {
        r[end] for r in stored("history-kaji-ulang") for end in ("kd_rup_lama", "kd_rup_baru")
    }
    row = next(
        r for r in stored("paket-penyedia") if r["status_delete_rup"] and r["kd_rup"] not in revised
    )
    app = opened(PAGE, **LINK, kode=row["kd_rup"])
    assert "Dalam daftar, paket ini sudah dihapus atau tidak aktif" in told(app)
    assert facts(app)["Status saat dibaca"].endswith("sudah dihapus atau tidak aktif dalam daftar")
    assert key_facts(app)["Keadaan kode ini"][0] == "Tidak pernah direvisi"


def test_a_split_package_names_its_heirs_and_draws_every_act(opened: Open, stored: Stored) -> None:
    history = stored("history-kaji-ulang")
    splits = [r for r in history if r["jenis_revisi"] == "SATUKEBANYAK"]
    ((lama, kind), count) = Counter(
        (r["kd_rup_lama"], r["jenis_paket"]) for r in splits
    ).most_common(1)[0]
    heirs = {
        r["kd_rup_baru"]
        for r in history
        if (r["kd_rup_lama"], r["jenis_paket"]) == (lama, kind) and r["kd_rup_baru"] != lama
    }
    assert len(heirs) >= count > 1
    app = opened(PAGE, **LINK, kode=lama)
    (line,) = (said for said in components.paragraphs(app) if "sudah dipecah" in said)
    assert all(code in line for code in heirs)
    assert key_facts(app)["Keadaan kode ini"][0] == "Dipecah"
    assert heirs <= components.links(app).keys()
    drawn = components.timeline(app)
    assert {code["kode"] for code in drawn["kode"]} >= {lama, *heirs}
    acts = [event for event in drawn["kejadian"] if event["jenis"] != "DIBUAT"]
    (split,) = (event for event in acts if event["kode"] == lama)
    assert all(code in split["nama"] for code in sorted(heirs)[:6])
    rows = opened(PAGE, **LINK, kode=lama, lihat="buka-jejak:ya")
    assert {r["kd_rup_baru"] for r in grid(rows) if r["kd_rup_lama"] == lama} >= heirs


def test_the_ends_of_a_family_have_a_paragraph_and_their_pagu(opened: Open, truth: Truth) -> None:
    families = truth.table("silsilah").filter(daun=2, gugur=0)
    states = truth.table("keadaan")
    root = families.sort("jumlah_kode", "akar", descending=True)["akar"][0]
    family = states.filter(akar=root)
    ends = family.filter(~family["keadaan"].is_in(["diganti", "gugur"]))["kd_rup"].to_list()
    app = opened(PAGE, **LINK, kode=root)
    said = "\n".join(components.paragraphs(app))
    assert all(end in said for end in ends)
    value, beside = key_facts(app)["Keluarga"]
    assert value == f"{family.height} kode, 2 ujung"
    assert beside.startswith("pagu ujung ")
    drawn = {code["kode"]: code["ujung"] for code in components.timeline(app)["kode"]}
    assert {code for code, end in drawn.items() if end.startswith("ujung")} == set(ends)


def test_marks_say_date_kind_code_and_reason_of_the_rows(opened: Open, stored: Stored) -> None:
    row = next(r for r in stored("history-kaji-ulang") if r["jenis_revisi"] == "PEMBATALAN")
    app = opened(PAGE, **LINK, kode=row["kd_rup_lama"])
    name = f"Pembatalan; {waktu(row['tgl_kaji_ulang'])}; Kode {row['kd_rup_lama']}; Alasan: "
    names = [event["nama"] for event in components.timeline(app)["kejadian"]]
    assert any(said.startswith(name) for said in names)


def test_a_code_of_the_timeline_opens_its_page_and_no_other_code_does(
    opened: Open, stored: Stored
) -> None:
    row = next(r for r in stored("history-kaji-ulang") if r["jenis_revisi"] == "SATUKESATU")
    app = opened(PAGE, **LINK, kode=row["kd_rup_lama"])
    other = components.send(app, components.TIMELINE, "pergi", "162099999")
    assert ("kode", row["kd_rup_lama"]) in link(other)
    moved = components.send(other, components.TIMELINE, "pergi", row["kd_rup_baru"])
    assert ("kode", row["kd_rup_baru"]) in link(moved)
    (shown,) = (code for code in components.timeline(moved)["kode"] if code["ini"])
    assert shown["kode"] == row["kd_rup_baru"]


def test_a_link_of_the_prose_opens_what_it_says_alone(opened: Open, stored: Stored) -> None:
    row = next(r for r in stored("history-kaji-ulang") if r["jenis_revisi"] == "SATUKESATU")
    app = opened(PAGE, **LINK, kode=row["kd_rup_lama"], lihat="keluarga:semua")
    elsewhere = "paket?klpd=D305&kode=1"
    stays = components.send(app, components.PROSE, "pergi", elsewhere)
    assert ("kode", row["kd_rup_lama"]) in link(stays)
    address = components.links(app)[row["kd_rup_baru"]]
    assert address == f"paket?klpd=D304&tahun=2025&kode={row['kd_rup_baru']}&lang=id"


def test_more_acts_and_the_rest_of_a_family_are_in_the_link(opened: Open, truth: Truth) -> None:
    families = truth.table("silsilah").sort("revisi", "akar", descending=True)
    app = opened(PAGE, **LINK, kode=families["akar"][0])
    drawn = components.timeline(app)
    assert len(drawn["tindakan"]) == 5
    words_, wanted = drawn["lagi_tindakan"]
    assert re.fullmatch(r"Sisanya: \d+ tindakan sebelumnya", words_)
    app = components.send(app, components.TIMELINE, "lihat", wanted)
    assert ("lihat", "tindakan:semua") in link(app)
    assert len(components.timeline(app)["tindakan"]) > 5
    app = components.send(app, components.TIMELINE, "lihat", "tindakan:")
    assert "lihat" not in dict(link(app))
    app = components.send(app, components.TIMELINE, "lihat", "tabel:jejak")
    assert "lihat" not in dict(link(app)), "no other switch can be set"


def test_of_a_family_of_more_than_forty_codes_the_line_of_the_code_is_drawn(
    gateway: Gateway, opened: Open
) -> None:
    gateway.put(program(1))
    parts = [revision(1, 100 + at, jenis_revisi="SATUKEBANYAK") for at in range(50)]
    gateway.put(*parts, dataset="history-kaji-ulang")
    app = opened(PAGE, **RUNNING, kode="120")
    drawn = components.timeline(app)
    assert [code["kode"] for code in drawn["kode"]] == ["1", "120"]
    assert drawn["lagi"] == [["Sisanya: 49 kode", "keluarga:semua"]]
    app = components.send(app, components.TIMELINE, "lihat", "keluarga:semua")
    drawn = components.timeline(app)
    assert len(drawn["kode"]) == 51
    assert drawn["lagi"] == [["Tampilkan jalur kode ini saja", "keluarga:"]]


def test_both_kinds_with_the_same_number_are_two_packages(gateway: Gateway, opened: Open) -> None:
    gateway.put(program(1))
    gateway.put(paket(5, pagu=3_000_000), dataset="paket-swakelola")
    provider = paket(5, nama_paket="Laptop", pagu=7_000_000, metode_pengadaan="E-Purchasing")
    gateway.put(provider, dataset="paket-penyedia")
    opened(LISTS, **RUNNING)
    app = opened(PAGE, **RUNNING, kode="5")
    said = told(app)
    assert "Kode RUP 5 · Penyedia · DINAS UJI" in said
    assert "Kode RUP 5 · Swakelola · DINAS UJI" in said
    pagu = {key_facts(app, at)["Pagu kode ini"][0] for at in (0, 1)}
    assert pagu == {"Rp 7 jt", "Rp 3 jt"}
    assert {"Penyedia · 2026", "Swakelola · 2026"} <= {bare(c.value) for c in app.caption}
    assert len(bodies(app, "lensa-fakta")) == 2


def test_families_of_both_kinds_with_one_number_are_named_in_the_order_of_their_lanes(
    gateway: Gateway, opened: Open
) -> None:
    gateway.put(program(1))
    both = (revision(5, 6), revision(5, 7, jenis_paket="SWAKELOLA"))
    gateway.put(*both, dataset="history-kaji-ulang")
    app = opened(PAGE, **RUNNING, kode="5")
    drawn = components.timeline(app)
    assert [code["kode"] for code in drawn["kode"]] == ["5", "6", "5", "7"]
    klpd = "Kab. Lombok Tengah"
    named = f"penyedia {klpd} (2 kode) dan swakelola {klpd} (2 kode)"
    assert named in drawn["teks"]["tentang"]


def test_a_code_is_typed_into_the_box(opened: Open, stored: Stored) -> None:
    row = next(r for r in stored("paket-swakelola") if live_package(r))
    app = opened(PAGE, **LINK)
    assert "Masukkan kode RUP sebuah paket" in told(app)
    app.text_input(key="b_kode").set_value(f" {row['kd_rup']} ").run()
    assert ("kode", row["kd_rup"]) in link(app)
    assert f"Kode RUP {row['kd_rup']} · Swakelola" in told(app)
    satker = f"Semua paket {row['nama_satker']} 2025"
    assert components.links(app)[satker].startswith("swakelola?")
    assert f"satker={row['kd_satker']}" in components.links(app)[satker]


def budgets(stored: Stored) -> Counter[str]:
    sums = Counter[str]()
    for row in stored("paket-anggaran-penyedia"):
        if live_package(row):
            sums[row["kd_rup"]] += row["pagu"] or 0
    return sums


def test_budget_rows_are_compared_with_the_pagu(opened: Open, stored: Stored) -> None:
    sums = budgets(stored)
    row = next(
        r for r in stored("paket-penyedia") if live_package(r) and sums[r["kd_rup"]] == r["pagu"]
    )
    app = opened(PAGE, **LINK, kode=row["kd_rup"])
    assert "Jumlah baris anggaran sama dengan pagu paket" in told(app)
    (shown,) = bodies(app, "lensa-dana")
    assert words(shown).rstrip().endswith(rupiah_full(row["pagu"]))


def test_budget_rows_that_differ_from_the_pagu_say_by_how_much(
    gateway: Gateway, opened: Open, stored: Stored
) -> None:
    gateway.put(program(1))
    gateway.put(paket(5, pagu=3_000_000), dataset="paket-swakelola")
    money = {"kd_rup": "5", "sumber_dana": "APBD", "mak": "<b>5.1</b>"}
    rows = [
        paket(at, **money, pagu=pagu, id_paket_anggaran_swakelola=str(at))
        for at, pagu in enumerate((2_000_000, None, 500_000))
    ]
    gateway.put(*rows, dataset="paket-anggaran-swakelola")
    assert len(stored("paket-anggaran-swakelola", 2026)) == 3
    app = opened(PAGE, **RUNNING, kode="5")
    assert "Rp 500.000 lebih kecil daripada pagu paket, Rp 3.000.000" in told(app)
    assert "1 baris tanpa pagu, tidak dijumlahkan" in told(app)
    (shown,) = bodies(app, "lensa-dana")
    assert "&lt;b&gt;5.1" in shown
    assert "tidak diketahui" in shown


def test_flags_of_the_whole_family_stand_with_rule_and_innocent_explanation(
    opened: Open, truth: Truth
) -> None:
    flags = truth.table("tanda").filter(aturan="rantai-dalam")
    root = flags["kode"][0]
    child = truth.table("keadaan").filter(akar=root).sort("kedalaman")["kd_rup"][-1]
    app = opened(PAGE, **LINK, kode=child)
    (flag,) = (body for body in bodies(app, "lensa-tanda") if root in body)
    assert text("tanda.rantai-dalam.aturan") in words(flag)
    assert text("perlu.rule.rantai-dalam") in words(flag)
    assert text("perlu.wajar.rantai-dalam") in words(flag)
    assert "mengenai keluarga ini. Bukan tuduhan." in told(app)


def test_one_source_line_names_everything_behind_the_page(opened: Open, truth: Truth) -> None:
    root = truth.table("silsilah").sort("revisi", "akar", descending=True)["akar"][0]
    app = opened(PAGE, **LINK, kode=root)
    sources = [bare(c.value) for c in app.caption if bare(c.value).startswith("Sumber: INAPROC")]
    assert len(sources) == 1
    assert "history-kaji-ulang" in sources[0]
    assert "Kab. Lombok Tengah" in sources[0]


def test_the_menu_of_the_timeline_has_its_table_files_citation_and_link(
    opened: Open, truth: Truth
) -> None:
    root = truth.table("silsilah").sort("revisi", "akar", descending=True)["akar"][0]
    app = opened(PAGE, **LINK, kode=root)
    app.session_state["m_jejak"] = True
    app.run()
    (drawing,) = components.data_of(app, "lensa_gambar")
    assert drawing["made"].startswith("<svg")
    assert root in drawing["heading"]
    labels = {bare(e.proto.label) for e in app.get("download_button")}
    assert text("shell.csv") in labels
    assert {bare(e.label) for e in app.expander} >= {
        text("ekspor.lain"),
        text("kutipan.cite"),
        text("tautan.section"),
    }
    app.button(key="b_buka-jejak").click().run()
    assert ("lihat", "buka-jejak:ya") in link(app)
    assert len(grid(app)) > 1


def test_the_page_speaks_english(opened: Open, stored: Stored) -> None:
    row = next(r for r in stored("history-kaji-ulang") if r["jenis_revisi"] == "SATUKEBANYAK")
    app = opened(PAGE, **LINK, kode=row["kd_rup_lama"], lang="en")
    said = told(app)
    assert f"RUP code {row['kd_rup_lama']}" in said
    assert "Package facts" in headings(app)
    assert "State of this code" in key_facts(app)
    drawn = components.timeline(app)
    everything = "\n".join([said, *(event["nama"] for event in drawn["kejadian"])])
    for word in ("tidak ada", "Fakta", "belum dibaca", "Kode ", "Alasan", "Menjadi"):
        assert word not in everything
