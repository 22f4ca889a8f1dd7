"""All colours of the product: one meaning, one colour, in light and dark.

The colours are safe for colour-blind readers. No other file has hex values but
.streamlit/config.toml, which a test compares with this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Theme = Literal["light", "dark"]

JENIS_REVISI = ("SATUKESATU", "SATUKEBANYAK", "PEMBATALAN", "PENGAKTIFAN", "lainnya")
STATUS = ("Terumumkan", "Terinisiasi", "Final Draft", "Draf", "(kosong)")
PENGADAAN = (
    "Barang",
    "Pekerjaan Konstruksi",
    "Jasa Lainnya",
    "Jasa Konsultansi",
    "campuran",
    "(kosong)",
)
METODE = (
    "E-Purchasing",
    "Pengadaan Langsung",
    "Penunjukan Langsung",
    "Tender",
    "Tender Cepat",
    "Seleksi",
    "Kontes",
    "Dikecualikan",
    "Pembayaran untuk Kontrak Tahun Jamak",
    "(kosong)",
)
TIPE = ("1", "2", "3", "4", "lain")
KEADAAN = ("batal", "aktif", "diganti", "gugur")
MOVES = ("naik", "turun", "baru", "hilang", "tetap", "tidak diketahui", "total")
CLASSES = 7
MAP_CLASSES = 5
"""Most classes of a map: more shades cannot be told apart where regions are small."""
STANDS_OUT = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The colours of one theme, as hex text; `ramp` runs from the lowest class to the highest.

    map_ramp: the same for maps, whose regions lie apart: fewer shades, farther from each other.
    """

    theme: Theme
    text: str
    muted: str
    background: str
    panel: str
    line: str
    brand: str
    soft: str
    amber: str
    no_data: str
    no_data_line: str
    ramp: tuple[str, ...]
    map_ramp: tuple[str, ...]
    jenis: Mapping[str, str]
    status: Mapping[str, str]
    keadaan: Mapping[str, str]
    moves: Mapping[str, str]
    tipe: Mapping[str, str]

    def jenis_revisi(self, jenis: str | None) -> str:
        """Return the colour of a kind of revision; unknown kinds are `lainnya`."""
        return self.jenis.get(jenis or "", self.jenis["lainnya"])

    def status_rup(self, status: str | None) -> str:
        """Return the colour of an announcement status; one outside the vocabulary is `muted`."""
        return self.status.get(status or "(kosong)", self.muted)

    def move(self, keadaan: str | None) -> str:
        """Return the colour of a change between years: neutral, never good or bad."""
        return self.moves.get(keadaan or "", self.muted)

    def stands_out(self, fill: str) -> bool:
        """Return whether a fill contrasts with the background, 3 to 1 (WCAG 2.2, 1.4.11)."""
        return contrast(fill, self.background) >= STANDS_OUT

    def edge(self, fill: str) -> str:
        """Return the line around a mark: its own fill, or a darker line around a pale one."""
        return fill if self.stands_out(fill) else self.no_data_line

    def ink_on(self, fill: str) -> str:
        """Return the text colour with the better contrast on a fill."""
        dark, light = sorted((self.text, self.background), key=luminance)
        return light if contrast(light, fill) >= contrast(dark, fill) else dark


def rgb(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue (0-255) of "#RRGGBB"."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2) of a colour, 0-1."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (channel / 255 for channel in rgb(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio (WCAG 2.2) of two colours, 1-21."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _named(names: tuple[str, ...], colours: str) -> Mapping[str, str]:
    return MappingProxyType(dict(zip(names, colours.split(), strict=True)))


_RAMP = ("#E6F1EF", "#C3DFDB", "#98C9C4", "#66AEA9", "#3A918D", "#16716E", "#064B4B")
_MAP_RAMP = ("#E6F1EF", "#98C9C4", "#3A918D", "#0B6E6E", "#064B4B")

_LIGHT = Palette(
    theme="light",
    text="#1B1F23",
    muted="#5B6570",
    background="#FFFFFF",
    panel="#F5F7F6",
    line="#E1E6E4",
    brand="#0B6E6E",
    soft="#98C9C4",
    amber="#E0A030",
    no_data="#E3E7EA",
    no_data_line="#8A9099",
    ramp=_RAMP,
    map_ramp=_MAP_RAMP,
    jenis=_named(JENIS_REVISI, "#3B7EA1 #7A5195 #C44E3B #2E8B6F #8A9099"),
    status=_named(STATUS, "#2E8B6F #E0A030 #7C93A8 #BCC5CC #E3E7EA"),
    keadaan=_named(KEADAAN, "#C44E3B #2E8B6F #8A9099 #BCC5CC"),
    moves=_named(MOVES, "#16716E #7C93A8 #66AEA9 #BCC5CC #E3E7EA #E3E7EA #5B6570"),
    tipe=_named(TIPE, "#064B4B #3A918D #66AEA9 #98C9C4 #8A9099"),
)

_DARK = Palette(
    theme="dark",
    text="#E8ECEF",
    muted="#9AA5B1",
    background="#12171B",
    panel="#1B2227",
    line="#2C353C",
    brand="#4FB3AE",
    soft="#16716E",
    amber="#E9B95B",
    no_data="#2A333A",
    no_data_line="#5D6973",
    ramp=_RAMP[::-1],
    map_ramp=_MAP_RAMP[::-1],
    jenis=_named(JENIS_REVISI, "#6FAED0 #B08CCB #E58470 #62BFA0 #9AA5B1"),
    status=_named(STATUS, "#62BFA0 #E9B95B #8DA5BA #5D6973 #3A444C"),
    keadaan=_named(KEADAAN, "#E58470 #62BFA0 #9AA5B1 #5D6973"),
    moves=_named(MOVES, "#66AEA9 #8DA5BA #3A918D #5D6973 #3A444C #3A444C #9AA5B1"),
    tipe=_named(TIPE, "#C3DFDB #66AEA9 #3A918D #16716E #5D6973"),
)

_PALETTES: Mapping[str, Palette] = MappingProxyType({"light": _LIGHT, "dark": _DARK})


def palette(theme: Theme) -> Palette:
    """Return the colours of a theme."""
    return _PALETTES[theme]
