"""Makers of bundles: each reads a gateway with a token of its own, bundles and signs."""

from __future__ import annotations

import hashlib
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from services.export.bundle import SUMS, sums
from tests.commands.running import Ran
from tests.gateway import Gateway, Row, paket, program
from tests.test_table_inputs import revision

YEAR = 2026
Lensa = Callable[..., Ran]


def serve(gateway: Gateway, kode: str, *programs: Row) -> None:
    """Let the gateway hold programs, a package and its revision for a KLPD and 2026."""
    of_klpd = {"kd_klpd": kode, "tahun_anggaran": YEAR}
    made = {
        "program-master": [row | of_klpd for row in programs],
        "paket-swakelola": [paket(5, pagu=70, **of_klpd)],
        "history-kaji-ulang": [revision(5, 6, **of_klpd)],
    }
    for name, rows in made.items():
        gateway.rows[name, kode, str(YEAR)] = rows


@dataclass
class Maker:
    """A reader with a token, a folder and a key of its own."""

    name: str
    folder: Path
    lensa: Lensa
    gateway: Gateway

    def read(self, *klpd: str) -> None:
        """Read the core datasets of some KLPD anew."""
        data = str(self.folder / "data")
        for kode in klpd:
            for name in ("program-master", "paket-swakelola", "history-kaji-ulang"):
                ran = self.lensa(
                    "fetch", name, "--kode-klpd", kode, "--tahun", str(YEAR), "--refresh",
                    "--out", str(self.folder / "rows.csv"), LENSA_DATA=data,
                )  # fmt: skip
                assert ran.code == 0, ran.err

    def bundle(self, *klpd: str, name: str = "bundel.zip", code: int = 0) -> Path:
        """Bundle what was read."""
        out = self.folder / name
        ran = self.lensa(
            "bungkus", "--klpd", ",".join(klpd), "--tahun", str(YEAR), "--out", str(out),
            LENSA_DATA=str(self.folder / "data"),
        )  # fmt: skip
        assert ran.code == code, ran.err
        return out

    @property
    def key(self) -> Path:
        """Return the maker's private key, made when it is needed first."""
        key = self.folder / "kunci"
        if not key.exists():
            keygen("-q", "-t", "ed25519", "-N", "", "-C", self.name, "-f", str(key))
        return key

    def sign(self, path: Path, namespace: str = "lensa-rup") -> Path:
        """Sign a file and return the signature."""
        path.with_name(f"{path.name}.sig").unlink(missing_ok=True)
        keygen("-q", "-Y", "sign", "-f", str(self.key), "-n", namespace, str(path))
        return path.with_name(f"{path.name}.sig")

    def trusted(self) -> str:
        """Return the maker's line in a reader's list of principals."""
        return f"{self.name} {self.key.with_suffix('.pub').read_text()}"


def keygen(*arguments: str) -> None:
    subprocess.run(["ssh-keygen", *arguments], check=True, capture_output=True)  # noqa: S607


def members(path: Path) -> dict[str, bytes]:
    """Return the members of a ZIP."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, content: Mapping[str, bytes], *, summed: bool = True) -> Path:
    """Write a ZIP; `summed`: with digests that fit what it holds."""
    digests = {n: hashlib.sha256(c).hexdigest() for n, c in content.items() if n != SUMS}
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in (dict(content) | ({SUMS: sums(digests)} if summed else {})).items():
            archive.writestr(name, body)
    return path


__all__ = ["YEAR", "Maker", "keygen", "members", "packed", "program", "serve"]
