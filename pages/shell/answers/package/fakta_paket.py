"""What a list says of one package, as terms and values in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import polars as pl

from pages.shell.state.view import View
from pages.shell.state.words import listed
from services.language.labels import label
from services.language.plain_text import visible
from services.language.wording import bulan, tanggal

_PLACE = r"\{[^{}]*\}"


def facts(view: View, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield term and value of everything that a row of keluarga.listed has."""
    day = row["tgl_buat_paket"]
    status = label("status", row["status"], view.lang)
    if announced := row["tgl_pengumuman_paket"]:
        status = f"{status} ({tanggal(announced, view.lang)})"
    reserved, marks = [], (("status_pdn", "PDN"), ("status_ukm", "UKM"))
    for column, word in marks:
        if row[column] is None:
            reserved.append(view.words("absent.unknown"))
        else:
            reserved.append(view.words("paket.yes" if row[column].strip() == word else "paket.no"))
    any_known = any(row[column] is not None for column, _ in marks)
    texts = pl.Series([row["detail_lokasi"] or ""]).str.extract_all(_PLACE).explode().drop_nulls()
    parts = [
        texts.str.json_path_match(f"$.{name}").fill_null("")
        for name in ("detil_lokasi", "kbp_nama", "prp_nama")
    ]
    places = [", ".join(filter(None, map(visible, of))) for of in zip(*parts, strict=True)]
    kinds = row["jenis"].split(";") if row["jenis"] is not None else []
    values = {
        "jenis": listed([label("pengadaan", kind, view.lang) for kind in kinds], view.lang),
        "status": status if row["hidup"] else view.words("paket.status_deleted", status=status),
        "dibuat": tanggal(day, view.lang) if day else "",
        "pemilihan": _months(view, row["tgl_awal_pemilihan"], row["tgl_akhir_pemilihan"]),
        "kontrak": _months(view, row["tgl_awal_kontrak"], row["tgl_akhir_kontrak"]),
        "pemanfaatan": _months(view, row["tgl_awal_pemanfaatan"], row["tgl_akhir_pemanfaatan"]),
        "pdn": " · ".join(reserved) if any_known else "",
        "induk": row["kd_rup_swakelola"] or "",
        "lokasi": "; ".join(dict.fromkeys(places)),
        "volume": row["volume_pekerjaan"] or "",
        "uraian": row["uraian_pekerjaan"] or "",
    }
    for name, value in values.items():
        if visible(value):
            yield view.words(f"paket.is.{name}"), visible(value)


def _months(view: View, begin: date | None, end: date | None) -> str:
    """Return a planned time: months are written as their first day, other days as they are."""
    first, last = _planned(view, begin), _planned(view, end)
    if not first or not last or first == last:
        return first
    return view.words("paket.until", mulai=first, selesai=last)


def _planned(view: View, day: date | None) -> str:
    if day is None:
        return ""
    return bulan(f"{day:%Y-%m}", view.lang) if day.day == 1 else tanggal(day, view.lang)
