"""The sentences of the region page, from measured rows."""

from __future__ import annotations

from typing import Any

import polars as pl

from pages.shell.answers.common import unproven
from pages.shell.reading.data import Data
from pages.shell.sections.regions.counted import Counted
from pages.shell.sections.regions.place import LEVELS, Place
from pages.shell.sections.regions.reading import table as region_table
from pages.shell.sections.regions.reading import with_read
from pages.shell.state.drawn import MOST_NAMED, counted_states
from pages.shell.state.view import View
from pages.shell.state.words import listed
from pages.shell.widgets.blocks import Figure
from services import table_inputs
from services.analysis.across_klpd import region_measures as measure
from services.analysis.across_klpd.region_measures import UKURAN, Ukuran
from services.analysis.across_klpd.regions import Part
from services.analysis.frames import PROVIDER_LISTS, RUP
from services.analysis.key_figures import Row
from services.charts.geography.classes import Method
from services.export.origin import of_sources
from services.language.plain_text import plain
from services.language.wording import instant
from services.national import CONTOH
from services.settings import RupSource


def title(data: Data, place: Place, ukuran: Ukuran, governments: Part = "semua") -> str:
    """Return the title of map and ranking: figure, regions, year, and that rows are imported."""
    view, table = data.view, region_table(data, place, governments)
    key = "wilayah.title" if governments == "semua" else f"wilayah.title_{governments}"
    text = view.words(
        key,
        ukuran=view.words(f"wilayah.ukuran.{ukuran.name}"),
        bagian=view.words(f"wilayah.below.{LEVELS[place.level]}"),
        nama=place.name,
        tahun=view.tahun,
    )
    return unproven(data, text, stand_ins=stand_ins(table))


def stand_ins(table: pl.DataFrame) -> int:
    """Return how many KLPD of table `wilayah` are imported while others are live."""
    return int(table["klpd_pengganti"].sum())


def outside(data: Data, table: pl.DataFrame) -> str:
    """Return the note below the map on KLPD that govern no region."""
    view = data.view
    without_region = with_read(data, Place(), table).filter(pl.col("kode") == "")
    row = next(without_region.iter_rows(named=True), None)
    if row is None:
        return ""
    if not row["jumlah_klpd"]:
        return view.say("wilayah.outside_none", all=view.number(row["jumlah_klpd_seharusnya"]))
    values = {
        "n": view.number(row["terbaca"]),
        "all": view.number(row["jumlah_klpd_seharusnya"]),
        "pagu": view.rupiah(row["pagu_program"]),
        "paket": view.number(row["jumlah_swakelola"]),
        "revisi": view.number(row["revisi"]),
    }
    contoh = row["jumlah_klpd"] - row["terbaca"]
    if contoh:
        return view.say("wilayah.outside_sample", contoh=view.number(contoh), **values)
    return view.say("wilayah.outside", **values)


def sentence(view: View, place: Place, rows: pl.DataFrame, ukuran: Ukuran) -> str:
    """Return the sentence on the highest, lowest and median region, and how many are known."""
    known = rows.filter(pl.col("keadaan") == measure.KNOWN)
    values = {
        "ukuran": view.words(f"wilayah.ukuran.{ukuran.name}"),
        "nama": place.name,
        "tahun": view.tahun,
        "bagian": view.words(f"wilayah.several.{LEVELS[place.level]}"),
        "known": view.number(known.height),
        "all": view.number(rows.height),
    }
    if known.is_empty():
        none = view.say("wilayah.answer_none", **values)
        if rows.filter(keadaan=measure.PROVIDERS_UNREAD).height:
            return f"{none} {view.say('wilayah.open_providers')}"
        return none if place.path else f"{none} {view.say('wilayah.open_one')}"
    top, low = known.row(0, named=True), known.row(-1, named=True)
    values |= {"top": top["nama"], "vtop": ukuran.printed(top["value"], view.lang)}
    if known.height == 1:
        return view.say("wilayah.answer_one", **values)
    values |= {
        "low": low["nama"],
        "vlow": ukuran.printed(low["value"], view.lang),
        "median": ukuran.printed(_median(known), view.lang),
    }
    return view.say("wilayah.answer", **values)


def classes(view: View, method: Method, filled: int) -> str:
    """Return how the values of a map are divided into classes; "" for a map without values."""
    if filled < 2:
        return view.say("wilayah.classes_single") if filled else ""
    return view.say(f"wilayah.classes_{method}", n=filled)


def province_sentence(view: View, place: Place, rows: pl.DataFrame, ukuran: Ukuran) -> str:
    """Return the sentence on a province: the rank of the first KLPD's region where it has one.

    Regions that are not read are named, since neither rank nor median counts them.
    """
    own = view.app.klpd().region(view.klpd) if view.state.klpd else ""
    mine = next(rows.filter(pl.col("kode") == own).iter_rows(named=True), None)
    known = rows.filter(pl.col("keadaan") == measure.KNOWN)
    if mine is None or mine["keadaan"] != measure.KNOWN or known.height < 3:
        text = sentence(view, place, rows, ukuran)
    else:
        text = view.say(
            "wilayah.answer_own" if known.height == rows.height else "wilayah.answer_own_some",
            ukuran=view.words(f"wilayah.ukuran.{ukuran.name}"),
            tahun=view.tahun,
            own=mine["nama"],
            nilai=ukuran.printed(mine["value"], view.lang),
            rank=view.number(mine["peringkat"]),
            known=view.number(known.height),
            all=view.number(rows.height),
            nama=place.name,
            bagian=view.words(f"wilayah.several.{LEVELS[place.level]}"),
            median=ukuran.printed(_median(known), view.lang),
        )
    unread = rows.filter(pl.col("keadaan") == measure.UNREAD)["nama"].to_list()
    if not unread or known.is_empty():
        return text
    names = listed([plain(name) for name in unread], view.lang)
    if len(unread) > MOST_NAMED:
        names = view.say("wilayah.not_counted_n", n=view.number(len(unread)))
    return f"{text} {view.say('wilayah.not_counted').replace('{daftar}', names)}"


def placed_sentence(
    view: View, place: Place, by: Counted, kecamatan: pl.DataFrame, jenis: str
) -> str:
    """Return the sentence on how many packages or satkers are placed, and where most are."""
    top = by.of(kecamatan).row(0, named=True) if kecamatan.height else None
    if top is None or not top["value"]:
        return ""
    values = {
        "nama": place.name,
        "jenis": jenis,
        "n": view.number(by.placed),
        "all": view.number(by.every),
        "share": view.percent(by.placed / by.every) if by.every else "",
        "sisa": view.number(by.every - by.placed),
        "top": top["nama"],
        "nilai": by.printed(view, top["value"]),
        "kecamatan": view.number(kecamatan.height),
        "desa": view.number(int(kecamatan["jumlah_desa"].sum())),
    }
    text = view.say(f"titik.answer_{by.name}", **values)
    if by.rows is None or by.every == by.placed:
        return text
    return f"{text} {view.say(f'titik.answer_rest_{by.kind}', **values)}"


def state(view: View, row: Row) -> str:
    """Return why a region has no value, in a sentence."""
    return view.words(
        f"wilayah.state.{row['keadaan']}", terbaca=row["terbaca"], seharusnya=row["seharusnya"]
    )


def short(view: View, row: Row) -> str:
    """Return why a region has no value in a word or two, for a cell."""
    key = f"wilayah.short.{row['keadaan']}"
    return view.words(key, terbaca=row["terbaca"], seharusnya=row["seharusnya"])


def own_sentence(view: View, place: Place, table: pl.DataFrame, ukuran: Ukuran) -> str:
    """Return the sentence on the rank of a kab/kota's own government in its province."""
    region, province = place.above(2), place.above(1)
    rows = among(table, province.code, ukuran)
    mine = next(rows.filter(pl.col("kode") == region.code).iter_rows(named=True), {})
    values: dict[str, Any] = {"nama": region.name, "tahun": view.tahun, "provinsi": province.name}
    if not mine or mine["keadaan"] == measure.UNREAD:
        return view.say("wilayah.own_unread", **values)
    values |= {
        "ukuran": view.words(f"wilayah.ukuran.{ukuran.name}").lower(),
        "nilai": ukuran.printed(mine["value"], view.lang),
        "rank": view.number(mine["peringkat"]),
        "known": view.number(rows["value"].count()),
    }
    if mine["value"] is None:
        return view.say("wilayah.own_no_value", **values, keadaan=state(view, mine))
    return view.say("wilayah.own" if rows["value"].count() > 1 else "wilayah.own_alone", **values)


def own_figures(view: View, place: Place, table: pl.DataFrame) -> list[Figure]:
    """Return the key figures of a kab/kota's government, each with the province's median."""
    figures = []
    for name in ("pagu", "kepala", "paket", "terumumkan", "keluarga"):
        ukuran = UKURAN[name]
        rows = among(table, place.above(1).code, ukuran)
        mine = next(rows.filter(pl.col("kode") == place.above(2).code).iter_rows(named=True), {})
        several = rows["value"].count() > 1
        median = ukuran.printed(_median(rows), view.lang)
        value = mine.get("value")
        figures.append(
            Figure(
                label=view.words(f"wilayah.ukuran.{name}"),
                value=ukuran.printed(value, view.lang) if value is not None else short(view, mine),
                beside=view.words("wilayah.middle", nilai=median) if several else "",
                help=view.say(f"wilayah.help.{name}"),
            )
        )
    return figures


def village_sentence(view: View, place: Place, rows: pl.DataFrame) -> str:
    """Return the sentence on the villages of a kecamatan and the government that plans for it."""
    kelurahan = rows.filter(pl.col("jenis") == "kelurahan").height
    key = "wilayah.answer_desa" if place.level == 4 else "wilayah.answer_kecamatan"
    return view.say(
        key,
        nama=place.name,
        kecamatan=place.above(3).name,
        desa=view.number(rows.height - kelurahan),
        kelurahan=view.number(kelurahan),
        pemda=place.above(2).name,
    )


def among(table: pl.DataFrame, parent: str, ukuran: Ukuran) -> pl.DataFrame:
    """Return the measured rows of the regions below a parent, ranked, without its own row."""
    rows = measure.measured(table, ukuran)
    return measure.ranked(rows.filter((pl.col("kode") != parent) & (pl.col("kode") != "")))


def ranked(data: Data, place: Place, ukuran: Ukuran, governments: Part) -> pl.DataFrame:
    """Return the measured rows of the regions below a place, ranked, as `among` does."""
    table = region_table(data, place, governments)
    key = f"peringkat {place.code} {data.view.tahun} {governments} {ukuran.name}"
    return data.cached(key, lambda: among(table, place.code, ukuran).lazy())


def coverage(data: Data, place: Place, table: pl.DataFrame) -> str:
    """Return how many KLPD are read, from the sample, empty, and not read.

    Sentence, source line and note of the page all use this count.
    """
    view, rows = data.view, with_read(data, place, table)
    read, stored = int(rows["terbaca"].sum()), int(rows["jumlah_klpd"].sum())
    empty, expected = int(rows["jumlah_kosong"].sum()), int(rows["jumlah_klpd_seharusnya"].sum())
    counts = {
        "terbaca": read,
        "contoh": stored - read,
        "kosong": empty,
        "belum": max(0, expected - stored - empty),
    }
    named = [name for name, count in counts.items() if count or name in ("terbaca", "belum")]
    keys = {name: f"wilayah.coverage.{name}" for name in named}
    if view.imported_only:
        keys["belum"] = "asal.belum_n"
    words = [view.words(keys[name], n=view.number(counts[name])) for name in named]
    return ", ".join(words)


def provider_coverage(view: View, table: pl.DataFrame) -> str:
    """Return of how many stored KLPD the provider packages are read, empty and not read."""
    stored, empty, unread = (
        int(table[name].sum())
        for name in ("jumlah_klpd", "kosong_penyedia", "penyedia_belum_dibaca")
    )
    counts = {"n": stored - empty - unread, "kosong": empty, "belum": unread}
    numbers = {name: view.number(count) for name, count in counts.items()}
    return view.say("wilayah.covered_providers", **numbers)


def source(data: Data, place: Place, table: pl.DataFrame) -> str:
    """Return the source line of a region's figures: number of KLPD, time read, states."""
    view = data.view
    read = (pl.col("tahun") == view.tahun) & (pl.col("source") != CONTOH)
    stored = data.cached(f"sumber {view.tahun}", lambda: data.frames.stored.filter(read))
    names = set(stored["dataset"])
    states = [proof(view, row) for row in stored.iter_rows(named=True)]
    oldest: Any = table["snapshot_tertua"].min()
    comes_from = view.words("shell.sandbox")
    if origin_of(data) != "contoh":
        sources = data.frames.stored.filter(pl.col("tahun") == view.tahun).collect()["source"]
        # files are counted, since there may be hundreds
        files = sum(_from_file(source) for source in sources)
        live = [view.words("shell.live")] if files < sources.len() or not files else []
        counted = [view.words("asal.bagian", n=files)] if files else []
        comes_from = "; ".join([*live, *counted])
    return view.say(
        "wilayah.source",
        datasets=", ".join([*RUP, *(name for name in PROVIDER_LISTS if name in names)]),
        klpd=coverage(data, place, table),
        tahun=view.tahun,
        waktu=instant(oldest, view.lang, none=view.words("absent.not_yet")),
        keadaan=counted_states(view, states) or view.words("absent.not_yet"),
        asal=comes_from,
    )


def origin_of(data: Data) -> RupSource:
    """Return what the rows behind a region's figures must be labelled as."""
    return "contoh" if data.view.sandbox else table_inputs.origin_of(data.sources)


def _median(rows: pl.DataFrame) -> float | None:
    middle = rows["value"].median()
    return None if middle is None else float(middle)  # type: ignore[arg-type]


def _from_file(source: str) -> bool:
    return of_sources((source,)) == "berkas"


def proof(view: View, stored: Row) -> str:
    """Return the words for the state of a stored partition, the worst first."""
    if _from_file(stored["source"]):
        name = "kelengkapan tidak dibuktikan"
    elif stored["changing"]:
        name = "berubah saat dibaca"
    elif stored["suspect"]:
        name = "meragukan"
    elif stored["complete"]:
        name = "lengkap, terverifikasi" if stored["verified"] else "lengkap"
    else:
        name = "tidak lengkap"
    return view.words(f"shell.state.{name}")
