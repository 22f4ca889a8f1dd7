"""Words by which texts name kecamatan, kelurahan and desa: kinds, abbreviations, other names."""

from __future__ import annotations

from collections.abc import Mapping

DISTRICT, VILLAGE, BOTH = (3,), (4,), (3, 4)
KINDS: Mapping[str, tuple[int, ...]] = {
    **dict.fromkeys(("kecamatan", "kec", "camat", "distrik", "kapanewon", "kemantren"), DISTRICT),
    **dict.fromkeys(("kelurahan", "kel", "lurah", "desa", "ds", "pemdes", "gampong"), VILLAGE),
    **dict.fromkeys(("nagari", "kampung", "kp", "gp", "pekon", "kalurahan", "negeri"), VILLAGE),
    **dict.fromkeys(("lembang", "tiyuh"), VILLAGE),
    **dict.fromkeys(("puskesmas", "pusk", "pkm"), BOTH),
}
CITIES = {"kabupaten": "kabupaten", "kab": "kabupaten", "kota": "kota", "kodya": "kota"}
UNITS = frozenset({"uptd", "upt"})
"""Units named after the kecamatan they serve by the last words of their name."""
FILLERS = frozenset({"pembantu", "induk", "perawatan", "rawat", "inap", "blud", "poned"})
"""Words between "Puskesmas" and its name."""
SHORT: Mapping[str, str] = {
    "sei": "sungai",
    "sungei": "sungai",
    "gn": "gunung",
    "gng": "gunung",
    "tj": "tanjung",
    "tjg": "tanjung",
    "tg": "tanjung",
    "psr": "pasar",
    "ps": "pasar",
    "kby": "kebayoran",
    "pkl": "pangkalan",
    "utr": "utara",
    "ut": "utara",
    "sel": "selatan",
    "slt": "selatan",
    "tim": "timur",
    "tmr": "timur",
    "bar": "barat",
    "brt": "barat",
    "tgh": "tengah",
    "teng": "tengah",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "x": "10",
    "xi": "11",
    "xii": "12",
}
PARTS = frozenset(
    (
        *("utara", "selatan", "timur", "barat", "tengah", "daya", "laut", "hulu", "hilir", "ulu"),
        *("ilir", "baru", "lama", "kulon", "wetan", "kaler", "kidul", "atas", "bawah", "dalam"),
        *("luar", "raya", "jaya", "indah", "besar", "kecil", "tua", "muda", "kota"),
    )
)
"""Words that make another name of a name before them: Praya is not Praya Utara."""
