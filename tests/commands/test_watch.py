"""`watch`: what changed since last time is said once, and an outage is never a change."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from services.store.snapshots import MANIFEST
from services.watch.changes import remember, remembered
from tests.commands.conftest import Lensa
from tests.gateway import Gateway, down, down_for, error, paket, program
from tests.store.test_snapshots import damage

WATCH = ("watch", "--klpd", "D304", "--tahun", "2026")
FEED = (*WATCH, "--atom", "umpan.xml")
A = "{http://www.w3.org/2005/Atom}"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
REVISI = {
    "tahun_anggaran": 2026, "kd_klpd": "D304", "nama_klpd": "Kab. Uji", "jenis_klpd": "KABUPATEN",
    "kd_satker": "7", "kd_satker_str": "7", "nama_satker": "DINAS UJI", "jenis_paket": "SWAKELOLA",
    "alasan_kajiulang": "x",
}  # fmt: skip


def revisi(lama: str, baru: str, jenis: str, day: int) -> dict[str, object]:
    at = f"2026-03-{day:02}T10:00:00Z"
    return {**REVISI, "kd_rup_lama": lama, "kd_rup_baru": baru, "jenis_revisi": jenis,
            "tgl_kaji_ulang": at}  # fmt: skip


class Words(HTMLParser):
    """The tags and the text of a piece of HTML."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.said: list[str] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def feed(path: Path) -> ET.Element:
    """Return a feed after checking it against RFC 4287, sections 3 and 4."""
    root = ET.parse(path).getroot()  # noqa: S314 - our own file
    assert root.tag == f"{A}feed"
    allowed = {"id", "title", "updated", "author", "generator", "link", "entry"}
    for holder in (root, *root.iter(f"{A}entry")):
        for name in ("id", "title", "updated"):
            assert [len(one.text or "") > 0 for one in holder.findall(f"{A}{name}")] == [True]
        assert INSTANT.fullmatch(holder.findtext(f"{A}updated", ""))
        assert holder.findtext(f"{A}id", "").startswith("urn:uuid:")
        assert {one.tag.removeprefix(A) for one in holder} <= {*allowed, "content"}
    assert root.findtext(f"{A}author/{A}name")
    entries = root.findall(f"{A}entry")
    updated = [one.findtext(f"{A}updated", "") for one in entries]
    assert updated == sorted(updated, reverse=True)
    assert root.findtext(f"{A}updated", "") >= max(updated, default="")
    ids = [root.findtext(f"{A}id"), *(one.findtext(f"{A}id") for one in entries)]
    assert len(set(ids)) == len(ids)
    assert [one.find(f"{A}content").get("type") for one in entries] == ["html"] * len(entries)  # type: ignore[union-attr]
    return root


def entries(path: Path = Path("umpan.xml")) -> list[ET.Element]:
    return feed(path).findall(f"{A}entry")


@pytest.fixture
def watched(lensa: Lensa, gateway: Gateway) -> Lensa:
    """Serve some rows of each dataset and look at them once."""
    gateway.put(*(program(n) for n in (1, 2, 3)))
    gateway.put(*(paket(n, status="Draf", pagu=10) for n in (1, 2, 3)), dataset="paket-swakelola")
    gateway.put(revisi("1", "1", "PEMBATALAN", 1), dataset="history-kaji-ulang")
    ran = lensa(*WATCH)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.count("pertama kali dilihat") == 3
    return lensa


def test_nothing_changed_is_said_and_ends_0(watched: Lensa) -> None:
    ran = watched(*WATCH)
    assert (ran.code, ran.out) == (0, "")
    assert "tidak ada perubahan" in ran.err
    assert "pertama kali" not in ran.err


def test_rows_pagu_and_states_are_told_once_and_end_10(watched: Lensa, gateway: Gateway) -> None:
    gateway.put(program(1), program(2, 5_000), program(4, None), program(5, 700))
    gateway.put(paket(1, status="Terumumkan", pagu=10), paket(2, status="Terumumkan", pagu=10),
                paket(3, status="Draf", pagu=10), dataset="paket-swakelola")  # fmt: skip
    gateway.put(revisi("1", "1", "PEMBATALAN", 1), revisi("1", "1", "PENGAKTIFAN", 2),
                dataset="history-kaji-ulang")  # fmt: skip
    ran = watched(*WATCH)
    assert ran.code == 10
    assert ran.out.splitlines() == [
        "Kab. Lombok Tengah (D304) 2026, program-master: 2 baris ditambah, 1 hilang, 1 diubah",
        "  Pagu berubah +Rp 3.700; pagu yang tidak diketahui tidak menambah apa pun",
        "  ditambah: 1.01.04 PROGRAM 4",
        "  diubah: 1.01.02 PROGRAM 2; pagu_program: 1000 → 5000",
        "  hilang: 1.01.03 PROGRAM 3",
        "  ditambah: 1.01.05 PROGRAM 5",
        "Kab. Lombok Tengah (D304) 2026, paket-swakelola: 0 baris ditambah, 0 hilang, 2 diubah",
        "  Pagu berubah Rp 0; pagu yang tidak diketahui tidak menambah apa pun",
        "  2 paket: status Draf → Terumumkan",
        "  diubah: 1 Paket 1; status: Draf → Terumumkan",
        "  diubah: 2 Paket 2; status: Draf → Terumumkan",
        "Kab. Lombok Tengah (D304) 2026, history-kaji-ulang: 1 baris ditambah, 0 hilang, 0 diubah",
        "  1 kode SWAKELOLA: keadaan batal → aktif",
        "  ditambah: 1 DINAS UJI",
    ]
    again = watched(*WATCH)
    assert (again.code, again.out) == (0, "")


def test_more_rows_than_shown_are_counted(watched: Lensa, gateway: Gateway) -> None:
    gateway.programs(12)
    ran = watched(*WATCH)
    assert [line for line in ran.out.splitlines() if "dan 4 baris lain" in line] == [
        "  dan 4 baris lain"
    ]
    assert ran.out.count("  ditambah: ") == 5


def test_each_watch_hears_of_a_change_once_whatever_others_read(
    watched: Lensa, gateway: Gateway
) -> None:
    other = ("watch", "--klpd", "K1,D304", "--tahun", "2026")
    gateway.rows["program-master", "K1", "2026"] = [program(1, kode="K1")]
    assert watched(*other).code == 0
    gateway.programs(4)
    assert watched("fetch", "program-master", "--kode-klpd", "D304", "--tahun", "2026",
                   "--refresh").code == 0  # fmt: skip
    assert watched(*WATCH).code == 10
    assert watched("watch", "--klpd", " D304,K1,D304", "--tahun", "2026,2026").code == 10
    assert (watched(*WATCH).code, watched(*other).code) == (0, 0)


def test_an_outage_is_no_change_and_what_came_meanwhile_is_told_after(
    watched: Lensa, gateway: Gateway
) -> None:
    gateway.programs(4)
    gateway.meddle = down
    ran = watched(*WATCH)
    assert (ran.code, ran.out) == (1, "")
    assert len([line for line in ran.lines if line.startswith("galat: ")]) == 3
    gateway.meddle = lambda number: None
    ran = watched(*WATCH)
    assert ran.code == 10
    assert ran.out.startswith("Kab. Lombok Tengah (D304) 2026, program-master: 1 baris ditambah, 0")


def test_an_outage_before_the_first_look_ends_1(lensa: Lensa, gateway: Gateway) -> None:
    gateway.meddle = lambda number: error(403, "Forbidden")
    ran = lensa(*FEED)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.count("[pemegang kredensial]") == 3


def test_one_dataset_that_fails_ends_3_and_does_not_hide_a_change(
    watched: Lensa, gateway: Gateway
) -> None:
    gateway.meddle = down_for(gateway, "paket-swakelola", others=2)
    ran = watched(*WATCH)
    assert (ran.code, ran.out) == (3, "")
    assert "galat: paket-swakelola D304 2026" in ran.err
    gateway.programs(4)
    gateway.meddle = down_for(gateway, "paket-swakelola", others=2)
    ran = watched(*WATCH)
    assert ran.code == 10
    assert "galat: paket-swakelola D304 2026" in ran.err


def test_an_answer_that_lost_its_rows_is_no_change(watched: Lensa, gateway: Gateway) -> None:
    gateway.put()
    ran = watched(*WATCH)
    assert (ran.code, ran.out) == (3, "")
    assert "kosong atau tidak berwenang" in ran.err


def test_the_feed_is_there_from_the_first_look_and_stays_the_same_without_changes(
    lensa: Lensa, gateway: Gateway
) -> None:
    gateway.programs(2)
    assert lensa(*FEED).code == 0
    assert entries() == []
    path = Path("umpan.xml")
    before = path.read_bytes(), path.stat().st_ino
    assert lensa(*FEED).code == 0
    assert (path.read_bytes(), path.stat().st_ino) == before
    assert path.stat().st_mode & 0o777 == 0o644
    assert [one.name for one in Path().iterdir() if one.is_file()] == ["umpan.xml"]


def test_entries_say_what_changed_and_keep_their_ids(lensa: Lensa, gateway: Gateway) -> None:
    gateway.programs(2)
    lensa(*FEED)
    gateway.programs(3)
    assert lensa(*FEED).code == 10
    (first,) = entries()
    assert first.findtext(f"{A}title") == (
        "Kab. Lombok Tengah (D304) 2026, program-master: 1 baris ditambah, 0 hilang, 0 diubah"
    )
    said = Words(first.findtext(f"{A}content", "")).said
    assert said[2:] == [
        "Pagu berubah +Rp 1.000; pagu yang tidak diketahui tidak menambah apa pun",
        "ditambah: 1.01.03 PROGRAM 3",
    ]
    assert first.find(f"{A}link") is None
    gateway.programs(5)
    assert lensa(*FEED).code == 10
    second, kept = entries()
    assert ET.tostring(kept).strip() == ET.tostring(first).strip()
    assert second.findtext(f"{A}id") != first.findtext(f"{A}id")
    Path("umpan.xml").unlink()
    assert lensa(*FEED).code == 0
    assert [one.findtext(f"{A}id") for one in entries()] == [
        one.findtext(f"{A}id") for one in (second, first)
    ]


def test_an_address_links_each_entry_to_its_comparison(lensa: Lensa, gateway: Gateway) -> None:
    gateway.programs(2)
    lensa(*FEED)
    gateway.programs(3)
    lensa(*FEED, "--alamat", "https://rup.contoh.go.id/dasbor/")
    (entry,) = entries()
    link = entry.find(f"{A}link")
    assert link is not None
    parts = urlsplit(link.attrib["href"])
    assert (parts.scheme, parts.netloc, parts.path) == (
        "https", "rup.contoh.go.id", "/dasbor/data"
    )  # fmt: skip
    asked = parse_qsl(parts.query)
    assert asked[:3] == [
        ("klpd", "D304"), ("tahun", "2026"), ("lihat", "riwayat:program-master")
    ]  # fmt: skip
    assert [name for name, at in asked[3:] if INSTANT.fullmatch(at)] == ["dari", "ke"]


def test_hostile_names_are_text_in_the_feed_and_in_the_terminal(
    lensa: Lensa, gateway: Gateway
) -> None:
    hostile = "</p><script>alert(1)</script>\x1b[2J\u202e ]]> &lt;b&gt; \u200b\x00 akhir"
    gateway.programs(1)
    lensa(*FEED)
    gateway.put(program(1), {**program(2), "nama_program": hostile})
    ran = lensa(*FEED)
    assert ran.code == 10
    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out
    (entry,) = entries()
    words = Words(entry.findtext(f"{A}content", ""))
    assert words.tags == {"p"}
    shown = "ditambah: 1.01.02 </p><script>alert(1)</script>[2J ]]> &lt;b&gt; akhir"
    assert words.said[-1] == shown
    assert f"  {shown}" in ran.out.splitlines()


def test_a_hundred_entries_are_kept(lensa: Lensa, gateway: Gateway, data: Path) -> None:
    gateway.programs(1)
    lensa(*FEED)
    gateway.put(program(1, 2))
    lensa(*FEED)
    (path,) = (data / "watch").rglob("*.json")
    memory = remembered(path)
    assert memory is not None
    (change,) = memory.changes
    earlier = (replace(change, dari=change.dari - timedelta(days=n)) for n in range(100))
    remember(path, replace(memory, changes=tuple(earlier)))
    gateway.put(program(1, 3))
    assert lensa(*FEED).code == 10
    found = [entry.findtext(f"{A}content", "") for entry in entries()]
    assert len(found) == 100
    assert ["pagu_program: 2 → 3" in said for said in found] == [True] + [False] * 99
    kept = remembered(path)
    assert kept is not None
    assert kept.changes[-1].dari == change.dari - timedelta(days=98)


def test_sample_rows_are_called_so(lensa: Lensa, gateway: Gateway) -> None:
    gateway.headers["X-Lensa-Sandbox"] = "1"
    gateway.programs(1)
    lensa(*FEED)
    gateway.programs(2)
    ran = lensa(*FEED)
    assert ran.out.startswith("DATA CONTOH (sintetis): Kab. Lombok Tengah (D304) 2026")
    root = feed(Path("umpan.xml"))
    titles = [one.text or "" for one in root.iter(f"{A}title")]
    assert len(titles) == 2
    assert all(said.startswith("DATA CONTOH (sintetis): ") for said in titles)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--klpd", "d-304", "--tahun", "2026"),
        ("--klpd", "all", "--tahun", "2026"),
        ("--klpd", ",", "--tahun", "2026"),
        ("--klpd", "D304", "--tahun", "1999"),
        ("--klpd", "D304", "--tahun", ""),
        ("--klpd", "D304"),
        (*WATCH[1:], "--atom", "tidak/ada.xml"),
        (*WATCH[1:], "--atom", "."),
        (*WATCH[1:], "--atom", "/proc/umpan.xml"),
        (*WATCH[1:], "--alamat", "https://rup.contoh.go.id"),
        (*WATCH[1:], "--atom", "umpan.xml", "--alamat", "javascript:alert(1)"),
        (*WATCH[1:], "--atom", "umpan.xml", "--alamat", "https://pengguna:sandi@contoh.id"),
        (*WATCH[1:], "--atom", "umpan.xml", "--alamat", "https://contoh.id/?a=1"),
        (*WATCH[1:], "--atom", "umpan.xml", "--alamat", "https://[contoh"),
    ],
    ids=" ".join,
)
def test_a_bad_value_ends_2_on_one_line_and_nothing_is_read(
    lensa: Lensa, gateway: Gateway, arguments: tuple[str, ...]
) -> None:
    ran = lensa("watch", *arguments)
    assert (ran.code, ran.out, len(ran.lines)) == (2, "", 1)
    assert gateway.asked == []


def test_a_feed_that_cannot_be_written_ends_2_and_is_made_up_for_later(
    lensa: Lensa, gateway: Gateway
) -> None:
    gateway.programs(1)
    Path("tempat").mkdir()
    held = (*WATCH, "--atom", "tempat/umpan.xml")
    lensa(*held)
    gateway.programs(2)
    Path("tempat/umpan.xml").unlink()
    Path("tempat").rename("lain")
    Path("tempat").write_text("")
    ran = lensa(*held)
    assert (ran.code, len(ran.lines)) == (2, 1)
    Path("tempat").unlink()
    Path("lain").rename("tempat")
    assert lensa(*held).code == 10
    assert len(entries(Path("tempat/umpan.xml"))) == 1


def test_a_memory_that_cannot_be_read_ends_4_and_says_which_file(
    watched: Lensa, data: Path, gateway: Gateway
) -> None:
    (path,) = (data / "watch").rglob("*.json")
    path.write_bytes(b"{")
    asked = len(gateway.asked)
    ran = watched(*WATCH)
    assert (ran.code, ran.out, len(ran.lines)) == (4, "", 1)
    assert path.name in ran.err
    assert len(gateway.asked) == asked


def test_a_snapshot_that_is_gone_is_named_and_watched_from_the_new_one_on(
    watched: Lensa, data: Path, gateway: Gateway
) -> None:
    (old,) = (data / "snapshots").rglob("program-master/**/*.parquet")
    gateway.programs(5)
    watched("fetch", "program-master", "--kode-klpd", "D304", "--tahun", "2026", "--refresh")
    damage(old)
    ran = watched(*WATCH)
    assert (ran.code, ran.out) == (3, "")
    assert "galat: program-master D304 2026: berkas snapshot rusak" in ran.err
    watched("doctor", "--perbaiki")
    gateway.programs(6)
    assert watched(*WATCH).code == 10


def test_another_scope_has_a_memory_of_its_own(watched: Lensa, data: Path) -> None:
    assert "pertama kali" in watched(*WATCH, LENSA_SCOPE="lain").err
    assert len(list((data / "watch").rglob("*.json"))) == 2
    assert len(list(data.rglob(MANIFEST))) == 6
