"""Bundles: made from what was read, signed, and imported by somebody without a token."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from services.export.bundle import SUMS, parse_sums
from services.importing.bundle import bundles
from services.inventory import partitions
from services.settings import load
from services.wiring import App, connect
from tests.commands.conftest import Lensa
from tests.gateway import Gateway
from tests.importing.making import YEAR, Maker, members, packed, program, serve

KLPD = "D304"
Reader = Callable[..., object]


@pytest.fixture
def makers(tmp_path: Path, lensa: Lensa, gateway: Gateway) -> Callable[[str], Maker]:
    """Return a function that names a maker with a folder of its own."""

    def make(name: str) -> Maker:
        folder = tmp_path / name.partition("@")[0]
        folder.mkdir()
        return Maker(name=name, folder=folder, lensa=lensa, gateway=gateway)

    return make


@pytest.fixture
def maker(makers: Callable[[str], Maker], gateway: Gateway) -> Maker:
    """Return a maker who read three programs of D304."""
    serve(gateway, KLPD, program(1, 100), program(2, 200), program(3, None))
    one = makers("biro@kementerian.go.id")
    one.read(KLPD)
    return one


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lensa: Lensa) -> Lensa:
    """Return a function that runs a command as somebody without a token, in a folder apart."""

    def run(*arguments: str) -> object:
        settings = {"LENSA_DATA": str(tmp_path / "pembaca"), "INAPROC_TOKEN": ""}
        return lensa(*arguments, **settings)

    return run  # type: ignore[return-value]


def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> App:
    """Connect to what the reader stored."""
    monkeypatch.setenv("LENSA_DATA", str(tmp_path / "pembaca"))
    monkeypatch.setenv("INAPROC_TOKEN", "")
    return connect(load())


def allowed(tmp_path: Path, *trusted: Maker) -> Path:
    path = tmp_path / "penanda"
    path.write_text("".join(maker.trusted() for maker in trusted))
    return path


def test_a_bundle_is_the_stored_bytes_with_their_digests_and_always_the_same(maker: Maker) -> None:
    first = maker.bundle(KLPD)
    content = members(first)
    digests = parse_sums(content.pop(SUMS))
    assert digests == {n: hashlib.sha256(body).hexdigest() for n, body in content.items()}
    folders = {name.rpartition("/")[0] for name in content}
    datasets = ("program-master", "paket-swakelola", "history-kaji-ulang")
    assert folders == {f"{name}/kode_klpd={KLPD}/tahun={YEAR}" for name in datasets}
    stored = (maker.folder / "data").rglob("*.parquet")
    rows = {body for name, body in content.items() if name.endswith(".parquet")}
    assert rows == {path.read_bytes() for path in stored}
    assert maker.bundle(KLPD, name="lagi.zip").read_bytes() == first.read_bytes()


def test_what_is_not_stored_is_named_and_nothing_at_all_leaves_no_file(maker: Maker) -> None:
    ran = maker.lensa(
        "bungkus", "--klpd", f"{KLPD},D305", "--tahun", str(YEAR), "--out",
        str(maker.folder / "dua.zip"),
    )  # fmt: skip
    assert ran.code == 3
    assert "tidak tersimpan, tidak dibungkus: program-master D305 2026" in ran.err
    assert "ssh-keygen -Y sign -f KUNCI -n lensa-rup" in ran.err
    out = maker.bundle("D305", name="kosong.zip", code=1)
    assert not out.exists()


def test_sample_rows_are_not_bundled(lensa: Lensa, tmp_path: Path) -> None:
    arguments = ("--kode-klpd", KLPD, "--tahun", "2025", "--out", str(tmp_path / "x.csv"))
    assert lensa("fetch", "program-master", *arguments).code == 0
    out = tmp_path / "contoh.zip"
    ran = lensa("bungkus", "--klpd", KLPD, "--tahun", "2025", "--out", str(out))
    assert ran.code == 2
    assert "DATA CONTOH" in ran.err
    assert not out.exists()


@pytest.mark.parametrize("out", ["x.tar", "tidak/ada/x.zip"])
def test_a_file_that_cannot_be_a_bundle_is_refused_first(maker: Maker, out: str) -> None:
    ran = maker.lensa("bungkus", "--klpd", KLPD, "--tahun", "2026", "--out", out)
    assert ran.code == 2


def test_an_unsigned_bundle_is_stored_as_of_an_unknown_sender(
    maker: Maker, reader: Lensa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = maker.bundle(KLPD)
    ran = reader("impor", str(path))
    assert ran.code == 0, ran.err
    assert "pengirim tidak diperiksa" in ran.err
    app = opened(tmp_path, monkeypatch)
    stored = partitions(app.repository)
    app.close()
    assert len(stored) == 3
    for partition in stored:
        imported = partition.newest.imported
        assert imported is not None
        assert (imported.maker_verified, imported.bytes) == (False, path.stat().st_size)
        assert imported.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert partition.place.scope.startswith("berkas-")
        assert not partition.newest.proven


def test_a_signed_bundle_is_named_by_the_readers_own_list(
    maker: Maker, reader: Lensa, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = maker.bundle(KLPD)
    ran = reader(
        "impor", str(path), "--tanda-tangan", str(maker.sign(path)),
        "--penanda", str(allowed(tmp_path, maker)),
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert "ditandatangani biro@kementerian.go.id" in ran.err
    assert "lengkap menurut biro@kementerian.go.id" in ran.err
    status = json.loads(reader("status", "--json").out)
    assert {entry["keadaan"] for entry in status} == {"lengkap menurut biro@kementerian.go.id"}
    scope = f"berkas-{hashlib.sha256(maker.name.encode()).hexdigest()[:16]}-umum"
    assert {entry["tempat"] for entry in status} == {scope}
    assert all(entry["berkas"]["maker_instant"] <= entry["dibaca"] for entry in status)
    table = reader("table", "pagu-per-program", "--klpd", KLPD, "--tahun", "2026")
    assert table.code == 0, table.err
    assert len(table.out.splitlines()) == 4


def test_the_same_bundle_again_changes_nothing(maker: Maker, reader: Lensa) -> None:
    path = maker.bundle(KLPD)
    assert reader("impor", str(path)).code == 0
    before = reader("status").out
    again = reader("impor", str(path))
    assert again.code == 0
    assert "0 bagian disimpan, 3 tidak berubah" in again.err
    assert reader("status").out == before


def test_a_later_bundle_of_a_maker_is_a_new_pass_and_an_older_one_is_refused(
    maker: Maker, reader: Lensa, gateway: Gateway, tmp_path: Path
) -> None:
    first = maker.bundle(KLPD, name="satu.zip")
    serve(gateway, KLPD, *(program(number, 100) for number in (1, 2, 3, 4)))
    make_later(maker)
    second = maker.bundle(KLPD, name="dua.zip")
    trust = ("--penanda", str(allowed(tmp_path, maker)))
    for path in (first, second):
        ran = reader("impor", str(path), "--tanda-tangan", str(maker.sign(path)), *trust)
        assert ran.code == 0, ran.err
    rows = {
        e["dataset"]: (e["baris"], e["putaran"]) for e in json.loads(reader("status", "--json").out)
    }
    assert rows["program-master"] == (4, 2)
    third = packed(tmp_path / "lama.zip", dict(sorted(members(first).items(), reverse=True)))
    ran = reader("impor", str(third), "--tanda-tangan", str(maker.sign(third)), *trust)
    assert ran.code == 2
    assert "lebih lama daripada yang tersimpan" in ran.err


def make_later(maker: Maker) -> None:
    """Read every partition anew, a second after the last of the first reading at the earliest."""
    before = max(instants(maker))
    while min(instants(maker)) <= before:
        maker.read(KLPD)


def instants(maker: Maker) -> list[str]:
    """Return when each stored partition was read."""
    status = maker.lensa("status", "--json", LENSA_DATA=str(maker.folder / "data"))
    return [entry["dibaca"] for entry in json.loads(status.out)]


def test_a_key_that_the_reader_does_not_know_names_nobody(
    maker: Maker, makers: Callable[[str], Maker], reader: Lensa, tmp_path: Path
) -> None:
    other = makers("lain@contoh.go.id")
    path = maker.bundle(KLPD)
    trust = ("--penanda", str(allowed(tmp_path, other)))
    ran = reader("impor", str(path), "--tanda-tangan", str(maker.sign(path)), *trust)
    assert ran.code == 0
    assert "pengirim tidak diperiksa (kunci penanda tangan tidak ada di penanda)" in ran.err
    status = json.loads(reader("status", "--json").out)
    assert {entry["keadaan"] for entry in status} == {"lengkap menurut pengirim tidak diperiksa"}


@pytest.mark.parametrize("namespace", ["file", "git"])
def test_a_signature_for_another_use_or_other_bytes_is_refused(
    maker: Maker, reader: Lensa, tmp_path: Path, namespace: str
) -> None:
    path = maker.bundle(KLPD)
    trust = ("--penanda", str(allowed(tmp_path, maker)))
    ran = reader("impor", str(path), "--tanda-tangan", str(maker.sign(path, namespace)), *trust)
    assert ran.code == 2
    assert "bukan untuk isi berkas ini" in ran.err
    signature = maker.sign(path)
    packed(path, members(path) | {"tambahan/manifest.json": b"{}"})
    assert reader("impor", str(path), "--tanda-tangan", str(signature), *trust).code == 2
    assert reader("status").out.count("\n") == 1


def test_a_signature_needs_a_list_and_one_bundle(maker: Maker, reader: Lensa) -> None:
    path = maker.bundle(KLPD)
    rows = path.with_name("rows.csv")
    assert reader("impor", str(path), "--tanda-tangan", "x.sig").code == 2
    assert reader("impor", str(rows), "--tanda-tangan", "x.sig", "--penanda", "y").code == 2
    assert reader("impor", str(path), "--klpd", KLPD).code == 2


def test_rows_that_were_imported_are_passed_on_as_what_they_are(
    maker: Maker, reader: Lensa, makers: Callable[[str], Maker], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assert reader("impor", str(maker.bundle(KLPD))).code == 0
    again = tmp_path / "terusan.zip"
    ran = reader("bungkus", "--klpd", KLPD, "--tahun", "2026", "--out", str(again))
    assert ran.code == 0, ran.err
    ran = maker.lensa("impor", str(again), LENSA_DATA=str(tmp_path / "ketiga"), INAPROC_TOKEN="")
    assert ran.code == 0, ran.err
    assert "kelengkapan tidak dibuktikan" in ran.err
    assert "lengkap menurut" not in ran.err


def _manifest(
    content: dict[str, bytes], name: str = "program-master"
) -> tuple[str, dict[str, object]]:
    path = next(n for n in content if n.startswith(name) and n.endswith(".json"))
    return path, json.loads(content[path])


def _with_manifest(content: dict[str, bytes], **changes: object) -> dict[str, bytes]:
    path, described = _manifest(content)
    described["manifest"] |= changes  # type: ignore[operator]
    return content | {path: json.dumps(described).encode()}


def _with_place(content: dict[str, bytes], **changes: object) -> dict[str, bytes]:
    path, described = _manifest(content)
    return content | {path: json.dumps(described | changes).encode()}


def _with_rows(
    content: dict[str, bytes], change: Callable[[pl.DataFrame], pl.DataFrame]
) -> dict[str, bytes]:
    """Return a bundle with other rows whose manifest names them."""
    path = _manifest(content)[0].replace("manifest.json", "rows.parquet")
    frame = change(pl.read_parquet(content[path]))
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    body = buffer.getvalue()
    digest = hashlib.sha256(body).hexdigest()
    return _with_manifest(content, digest=digest, rows=frame.height) | {path: body}


HOSTILE: dict[str, Callable[[dict[str, bytes]], dict[str, bytes]]] = {
    "another member": lambda c: c | {"catatan.txt": b"x"},
    "a path upwards": lambda c: c | {"../manifest.json": b"{}"},
    "an absolute path": lambda c: c | {"/etc/manifest.json": b"{}"},
    "no rows": lambda c: {n: b for n, b in c.items() if n != next(m for m in c if "rows" in m)},
    "no manifest": lambda c: {n: b for n, b in c.items() if n != _manifest(c)[0]},
    "a manifest that is none": lambda c: c | {_manifest(c)[0]: b"[]"},
    "deep json": lambda c: c | {_manifest(c)[0]: b"[" * 100_000},
    "sample rows": lambda c: _with_manifest(c, source="sandbox"),
    "an unknown source": lambda c: _with_manifest(c, source="lain"),
    "a file without its origin": lambda c: _with_manifest(c, source="berkas"),
    "another version": lambda c: _with_manifest(c, schema_version=99),
    "another digest": lambda c: _with_manifest(c, digest="0" * 64),
    "more rows than there are": lambda c: _with_manifest(c, rows=4),
    "fewer than none": lambda c: _with_manifest(c, repeats=-1),
    "no zone": lambda c: _with_manifest(c, fetched_at="2026-06-22T10:00:00"),
    "a reading to come": lambda c: _with_manifest(c, fetched_at="2200-01-01T00:00:00Z"),
    "an unknown dataset": lambda c: _with_place(c, dataset="lain"),
    "another KLPD": lambda c: _with_place(c, kode_klpd="D305"),
    "no code": lambda c: _with_place(c, kode_klpd="../D304"),
    "another year": lambda c: _with_place(c, tahun=2025),
    "no year": lambda c: _with_place(c, tahun=None),
    "a far year": lambda c: _with_place(c, tahun=9999),
    "rows of another KLPD": lambda c: _with_rows(
        c, lambda f: f.with_columns(kd_klpd=pl.lit("D305"))
    ),
    "rows of another year": lambda c: _with_rows(
        c, lambda f: f.with_columns(tahun_anggaran=pl.lit(2025, pl.Int16))
    ),
    "repeated rows": lambda c: _with_rows(c, lambda f: pl.concat([f, f])),
    "an unknown column": lambda c: _with_rows(c, lambda f: f.with_columns(nip_ppk=pl.lit("1"))),
    "a missing column": lambda c: _with_rows(c, lambda f: f.drop("pagu_program")),
    "another type": lambda c: _with_rows(c, lambda f: f.with_columns(pl.col("pagu_program") * 0.5)),
    "no Parquet": lambda c: _with_rows(c, lambda f: f) | _no_parquet(c),
}  # fmt: skip


def _no_parquet(content: dict[str, bytes]) -> dict[str, bytes]:
    path = _manifest(content)[0]
    body = b"PAR1" + b"\xff" * 400 + b"PAR1"
    changed = _with_manifest(content, digest=hashlib.sha256(body).hexdigest())
    return {path: changed[path], path.replace("manifest.json", "rows.parquet"): body}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_bundle_is_refused_whole_with_one_line(
    maker: Maker, reader: Lensa, tmp_path: Path, kind: str
) -> None:
    content = members(maker.bundle(KLPD))
    content.pop(SUMS)
    path = packed(tmp_path / "buruk.zip", HOSTILE[kind](content))
    ran = reader("impor", str(path))
    assert ran.code == 2, ran.err
    assert len([line for line in ran.lines if "ditolak" in line]) == 1
    assert not list((tmp_path / "pembaca").rglob("*.parquet"))


def _listed_twice(path: Path, content: dict[str, bytes]) -> None:
    name = next(iter(content))
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(name, content[name])


def _link(path: Path, content: dict[str, bytes]) -> None:
    entry = zipfile.ZipInfo("x/manifest.json")
    entry.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(entry, "/etc/passwd")


def _cut(path: Path, content: dict[str, bytes]) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def _flipped(path: Path, content: dict[str, bytes]) -> None:
    body = bytearray(path.read_bytes())
    body[200] ^= 1
    path.write_bytes(body)


def _named_in_other_bytes(path: Path, content: dict[str, bytes]) -> None:
    packed(path, content | {"ü/manifest.json": b"{}"})
    path.write_bytes(path.read_bytes().replace("ü/".encode(), b"\xff\xff/"))


def _squeezed(path: Path, content: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in content.items():
            archive.writestr(name, body)


def _other_sums(path: Path, content: dict[str, bytes]) -> None:
    packed(path, content | {SUMS: content[SUMS].replace(b"a", b"b")}, summed=False)


def _other_manifest(path: Path, content: dict[str, bytes]) -> None:
    packed(path, _with_manifest(content, pages=7), summed=False)


def _free_sums(path: Path, content: dict[str, bytes]) -> None:
    packed(path, content | {SUMS: b"halo\n"}, summed=False)


@pytest.mark.parametrize(
    "harm",
    [
        _listed_twice,
        _link,
        _flipped,
        _squeezed,
        _named_in_other_bytes,
        _other_sums,
        _other_manifest,
        _free_sums,
    ],
)
def test_a_damaged_or_crooked_archive_is_refused(
    maker: Maker, reader: Lensa, tmp_path: Path, harm: Callable[[Path, dict[str, bytes]], None]
) -> None:
    path = maker.bundle(KLPD)
    harm(path, members(path))
    ran = reader("impor", str(path))
    assert ran.code == 2, ran.err
    assert not list((tmp_path / "pembaca").rglob("*.parquet"))


def test_a_cut_bundle_is_no_archive(maker: Maker, reader: Lensa) -> None:
    path = maker.bundle(KLPD)
    _cut(path, {})
    assert not bundles.is_bundle(path)
    assert reader("impor", str(path)).code == 2
