"""The figure that a preview must say, computed by another road, and random links to ask for."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from services import regions
from services.analysis.frames import HISTORY, PAKET, PENYEDIA, PROGRAM, RUP, Options
from services.analysis.tables import build
from services.language import wording
from services.preview.asked import PATHS, Asked
from services.reference import loader
from services.table_inputs import read
from services.wiring import App
from tests.preview.conftest import KLPD, WITH_PROVIDERS, YEARS

Pairs = tuple[tuple[str, str], ...]
PAGES = tuple(page for page in PATHS if page != "cari")


@dataclass(frozen=True, slots=True)
class Truth:
    """Figures in plain Python over the stored rows."""

    app: App

    def rows(self, dataset: str, kode: str, tahun: int) -> list[dict[str, Any]]:
        """Return the stored rows of a partition."""
        snapshot = self.app.repository.peek(self.app.partition(dataset, kode, tahun))
        return snapshot.frame.to_dicts() if snapshot else []

    def figures(self, given: Asked) -> set[str]:
        """Return the texts of which the title must hold one."""
        return {
            "ringkasan": self._pagu,
            "program": self._pagu,
            "swakelola": self._swakelola,
            "kaji_ulang": self._acts,
            "penyedia": self._providers,
            "tanda": self._flags,
            "banding": self._pagu,
            "wilayah": self._region,
            "paket": self._package,
            "lokasi": self._location,
            "data": self._stored,
        }[given.page](given)

    def pagu(self, kode: str, tahun: int, satker: str = "") -> int:
        """Add up the pagu of the live programs."""
        rows = self.rows(PROGRAM, kode, tahun)
        live = [r for r in rows if r["is_deleted"] is not True and satker in ("", r["kd_satker"])]
        return sum(row["pagu_program"] or 0 for row in live)

    def _pagu(self, given: Asked) -> set[str]:
        satker = "" if given.page == "banding" else given.state.satker
        return {wording.rupiah(self.pagu(given.klpd, given.tahun, satker), given.lang)}

    def live(self, dataset: str, kode: str, tahun: int, satker: str = "") -> list[dict[str, Any]]:
        """Return the live packages of a list."""
        return [
            row
            for row in self.rows(dataset, kode, tahun)
            if row["status_delete_rup"] is not True
            and row["status_aktif_rup"] is not False
            and satker in ("", row["kd_satker"])
        ]

    def _swakelola(self, given: Asked) -> set[str]:
        rows = self.live(PAKET, given.klpd, given.tahun, given.state.satker)
        announced = sum(row["status"] == "Terumumkan" for row in rows)
        share = announced / len(rows) if rows else None
        return {wording.percent(share, 1, given.lang), wording.number(len(rows), 0, given.lang)}

    def _acts(self, given: Asked) -> set[str]:
        requests = self.app.rup((HISTORY,), (given.klpd,), (given.tahun,))
        frames = read(self.app.repository, requests, at=given.at).frames
        options = Options(klpd=(given.klpd,), tahun=(given.tahun,), satker=given.state.satker)
        acts = build("kaji-ulang-per-bulan", frames, options).collect()["tindakan"].sum()
        return {wording.number(acts, 0, given.lang)}

    def _providers(self, given: Asked) -> set[str]:
        rows = self.live(PENYEDIA, given.klpd, given.tahun, given.state.satker)
        return {wording.number(len(rows), 0, given.lang)}

    def _flags(self, given: Asked) -> set[str]:
        state = given.state
        requests = self.app.rup((*RUP, PENYEDIA), state.klpd, state.tahun)
        frames = read(self.app.repository, requests, at=given.at).frames
        options = Options(klpd=state.klpd, tahun=state.tahun, satker=state.satker)
        return {wording.number(build("tanda", frames, options).collect().height, 0, given.lang)}

    def _region(self, given: Asked) -> set[str]:
        code = given.state.wilayah
        if len(code) > 4:
            parents = loader.regions()["parent_code"].to_list()
            return {wording.number(parents.count(code[:6]), 0, given.lang)}
        own = code if len(code) == 4 else self.app.klpd().region(given.klpd)
        region = loader.path(own)[-1]
        kode = self.app.klpd().of(own) or ""
        per_head = self.pagu(kode, given.tahun) / (region.penduduk or 1)
        return {wording.rupiah(round(per_head), given.lang)}

    def _package(self, given: Asked) -> set[str]:
        found = [
            row["pagu"]
            for year in YEARS
            for dataset in (PAKET, PENYEDIA)
            for row in self.rows(dataset, given.klpd, year)
            if row["kd_rup"] == given.state.kode
        ]
        return {wording.rupiah(pagu, given.lang) for pagu in found}

    def _location(self, given: Asked) -> set[str]:
        level, above = ("kabupaten", "provinsi") if given.state.lokasi else ("provinsi", "negara")
        parent = given.state.lokasi
        if not parent:
            countries = regions.together(regions.read_locations(self.app.repository, above))
            parent = countries.filter(name="Indonesia")["id"][0]
        rows = regions.together(regions.read_locations(self.app.repository, level, induk=[parent]))
        return {wording.number(rows.height, 0, given.lang)}

    def _stored(self, given: Asked) -> set[str]:
        places = self.app.settings.data.glob("snapshots/*/*/*/kode_klpd=*/tahun=*")
        return {wording.number(len({place.parts[-2:] for place in places}), 0, given.lang)}


def links(app: App, seed: str, count: int) -> Iterator[tuple[str, Pairs]]:
    """Yield random links over all pages, each of them one that has an answer."""
    draw, truth = random.Random(seed), Truth(app)
    for at in range(count):
        page = PAGES[at % len(PAGES)]
        kode, tahun = draw.choice(KLPD), draw.choice(YEARS)
        if page == "penyedia":
            kode, tahun = WITH_PROVIDERS
        pairs = [("klpd", kode)]
        if page in ("ringkasan", "program", "swakelola", "kaji_ulang") and draw.random() < 0.3:
            pairs.append(("klpd", draw.choice([other for other in KLPD if other != kode])))
        pairs.append(("tahun", str(tahun)))
        pairs += _further(page, truth, kode, tahun, draw)
        if draw.random() < 0.3:
            pairs.append(("lang", "en"))
        yield page, tuple(pairs)


def _further(
    page: str, truth: Truth, kode: str, tahun: int, draw: random.Random
) -> Iterator[tuple[str, str]]:
    """Yield what else a link to a page may choose."""
    if page in ("ringkasan", "program", "swakelola", "tanda", "penyedia") and draw.random() < 0.3:
        dataset = {"swakelola": PAKET, "penyedia": PENYEDIA}.get(page, PROGRAM)
        satkers = sorted({row["kd_satker"] for row in truth.rows(dataset, kode, tahun)} - {None})
        yield "satker", draw.choice(satkers)
    if page == "paket":
        yield "kode", draw.choice(truth.live(PAKET, kode, tahun))["kd_rup"]
    if page == "wilayah" and draw.random() < 0.6:
        yield "wilayah", draw.choice(["520201", "5202", "5203", "5202011001", "52.02"])
    if page == "kaji_ulang":
        yield "hal", "3"
