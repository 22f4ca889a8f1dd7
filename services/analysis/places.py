"""Where work is carried out: satkers and packages placed by names (domain.md, Wilayah).

`regions` needs levels 2 to 4 (code, level, name) of the kab/kota looked at. Region codes are
Kemendagri's; ids in detail_lokasi are SiRUP's own, so places are found by name only.
"""

from __future__ import annotations

import polars as pl

from services.analysis.measures import KEY, finish, paket, schema, subtotal

_KINDS = {
    3: ("kecamatan", "kec", "camat", "distrik", "kapanewon", "kemantren"),
    4: (
        *("kelurahan", "kel", "lurah", "desa", "gampong", "nagari", "kampung", "pekon"),
        *("kalurahan", "negeri", "lembang", "tiyuh"),
    ),
}
_LONGEST = 6  # words of the longest name among 83,762 villages
_OBJECT = r"\{[^{}]*\}"
_DETAIL = ("prp_nama", "kbp_nama", "detil_lokasi")

SATKER_PLACES = ("kd_klpd", "kd_satker", "nama_satker", "kode", "tempat")
PAKET_PLACES = (*KEY, "kd_satker", "kd_rup", "pagu", "jumlah_tempat", *_DETAIL, "kode")
PER_TEMPAT = schema(kode=pl.String(), jumlah_paket=pl.Int64(), pagu=pl.Int64())


def satker_places(names: pl.LazyFrame, klpd: pl.LazyFrame, regions: pl.LazyFrame) -> pl.LazyFrame:
    """Place every satker of `names` that its KLPD's kab/kota has a place for.

    A name that holds a kind word (Kecamatan, Kelurahan, Desa, ...) followed by a place of that
    kind lies there: in the kecamatan that the name also gives, else the longest name wins. `kode`
    and `tempat` are null when there is none, or several alike.
    """
    home = klpd.select("kd_klpd", kab="kode_wilayah")
    rows = names.select(*SATKER_PLACES[:3]).join(home, on="kd_klpd", how="left")
    placed = find_places(rows, "nama_satker", regions)
    return placed.select(SATKER_PLACES).sort("kd_klpd", "kd_satker", nulls_last=True)


def package_places(swakelola: pl.LazyFrame, regions: pl.LazyFrame) -> pl.LazyFrame:
    """List the places of live packages, one row per place that detail_lokasi names.

    `kode` is the deepest region found by name, null when not even the kab/kota is one;
    jumlah_tempat counts the package's places. Packages without a place have no row.
    """
    texts = paket(swakelola).select(
        *KEY, "kd_satker", "kd_rup", "pagu", tempat=pl.col("detail_lokasi").str.extract_all(_OBJECT)
    )
    rows = (
        texts.with_row_index("baris")
        .explode("tempat")
        .with_columns(
            pl.col("tempat").str.json_path_match(f"$.{name}").alias(name) for name in _DETAIL
        )
        .drop("tempat")
        .filter(pl.any_horizontal(pl.col(_DETAIL).is_not_null()))
        .with_columns(jumlah_tempat=pl.len().over("baris").cast(pl.Int64))
    )
    placed = find_places(_with_city(rows, regions), "detil_lokasi", regions)
    return placed.select(*PAKET_PLACES[:-1], pl.coalesce("kode", "kab").alias("kode")).sort(
        *KEY, "kd_rup", *_DETAIL, nulls_last=True
    )


def paket_per_tempat(places: pl.LazyFrame) -> pl.LazyFrame:
    """Count `package_places` per region: a package with several places counts in each.

    Its pagu counts in none: `pagu` adds up packages of a single place. No region is null.
    """
    alone = pl.col("jumlah_tempat") == 1
    rows = places.group_by(*KEY, "kode").agg(
        jumlah_paket=pl.struct("kd_satker", "kd_rup").n_unique(), pagu=subtotal("pagu", alone)
    )
    return finish(rows, PER_TEMPAT, *KEY, "kode")


def find_places(rows: pl.LazyFrame, text: str, regions: pl.LazyFrame) -> pl.LazyFrame:
    """Put kode and tempat beside rows: the place below the kab/kota in `kab` that `text` names."""
    asked = ("kab", text)
    found = _mentions(rows.select(asked).unique(), text).join(
        _below(regions), on=["kab", "level", "nama"], how="inner"
    )
    district = found.filter(pl.col("level") == 3).select(*asked, kecamatan="kode").unique()
    inside = pl.col("kode").str.head(6) == pl.col("kecamatan")
    ranked = (
        found.join(district, on=asked, how="left")
        .with_columns(
            dalam=((pl.col("level") == 4) & inside).fill_null(value=False),
            panjang=pl.col("nama").str.len_chars(),
        )
        .with_columns(urutan=pl.struct("dalam", "panjang", "level").rank("dense").over(asked))
        .filter(pl.col("urutan") == pl.col("urutan").max().over(asked))
        .unique([*asked, "kode"])
    )
    one = ranked.filter(pl.len().over(asked) == 1).select(*asked, "kode", "tempat")
    return rows.join(one, on=asked, how="left")


def _mentions(rows: pl.LazyFrame, text: str) -> pl.LazyFrame:
    """List what may be a place's name: one to six words after each kind word."""
    flat = rows.select("kab", text, teks=_flat(pl.col(text))).filter(
        pl.col("kab").str.len_chars() == 4
    )
    after = [
        flat.select(
            "kab",
            text,
            pl.lit(level, pl.Int8).alias("level"),
            pl.col("teks").str.extract(rf"\b{kind} (.+)$").str.split(" ").alias("kata"),
        )
        for level, kinds in _KINDS.items()
        for kind in kinds
    ]
    words = pl.concat(after).filter(pl.col("kata").is_not_null())
    return pl.concat(
        words.filter(pl.col("kata").list.len() >= count).select(
            "kab", text, "level", nama=pl.col("kata").list.head(count).list.join(" ")
        )
        for count in range(1, _LONGEST + 1)
    )


def _below(regions: pl.LazyFrame) -> pl.LazyFrame:
    return regions.filter(pl.col("level") > 2).select(
        pl.col("level").cast(pl.Int8),
        kode="code",
        tempat="name",
        kab=pl.col("code").str.head(4),
        nama=_flat(pl.col("name")),
    )


def _with_city(rows: pl.LazyFrame, regions: pl.LazyFrame) -> pl.LazyFrame:
    """Find the kab/kota by its name and kind; a name without kind only where it is unique."""
    cities = regions.filter(pl.col("level") == 2).select(
        kab="code", nama=_city(pl.col("name")), jenis=_kind(pl.col("name"))
    )
    alone = cities.filter(pl.len().over("nama") == 1).select("nama", satu="kab")
    named = rows.with_columns(nama=_city(pl.col("kbp_nama")), jenis=_kind(pl.col("kbp_nama")))
    exact = cities.filter(pl.len().over("nama", "jenis") == 1)
    return (
        named.join(exact, on=["nama", "jenis"], how="left")
        .join(alone, on="nama", how="left")
        .with_columns(kab=pl.coalesce("kab", pl.when(pl.col("jenis").is_null()).then("satu")))
        .drop("nama", "jenis", "satu")
    )


def _flat(text: pl.Expr) -> pl.Expr:
    """Fold case; everything but letters and digits parts words."""
    return text.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()


def _kind(city: pl.Expr) -> pl.Expr:
    return _flat(city).str.extract(r"\b(kab|kota)(?:upaten)?\b")


def _city(city: pl.Expr) -> pl.Expr:
    """Fold a kab/kota's name without its kind: "Kab. Adm. Kep. Seribu" is "kepulauan seribu"."""
    bare = _flat(city).str.replace_all(r"\b(?:kab|kabupaten|kota|adm|administrasi)\b", " ")
    long = bare.str.replace_all(r"\bkep\b", "kepulauan")
    return long.str.replace_all(r"\s+", " ").str.strip_chars()
