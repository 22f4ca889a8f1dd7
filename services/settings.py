"""Settings as one frozen value, read from a mapping. The names are promises to operators."""

from __future__ import annotations

import hashlib
import ipaddress
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from .budgets import IpNetwork
from .errors import ConfigurationMissing

DEFAULTS: Mapping[str, str] = {
    "INAPROC_BASE_URL": "https://data.inaproc.id",
    "INAPROC_TOKEN": "",
    "SATUSEHAT_BASE_URL": "https://api-satusehat-stg.dto.kemkes.go.id",
    "SATUSEHAT_CLIENT_ID": "",
    "SATUSEHAT_CLIENT_SECRET": "",
    "LOKASI_BASE_URL": "",
    "LENSA_DATA": "",
    "LENSA_CACHE": "",
    "LENSA_LOCK": "",
    "AWS_ENDPOINT_URL": "",
    "LENSA_BATAS": "",
    "LENSA_MAX_AGE": "21600",
    "LENSA_SCOPE": "umum",
    "LENSA_LAPOR": "",
    "LENSA_KLPD_AWAL": "",
    "LENSA_PROXY": "",
}
SECRETS = ("INAPROC_TOKEN", "SATUSEHAT_CLIENT_ID", "SATUSEHAT_CLIENT_SECRET")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SOURCES = ("inaproc", "satusehat", "lokasi")
CLOSED_YEAR_MAX_AGE = 30 * 86400.0
_HOST = re.compile(r"[A-Za-z0-9.:\[\]_-]+")
_MAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_KLPD = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")
_VISIBLE = re.compile(r"[!-~]*")
_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9_.=-]+)*/?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """One upstream: root address and credentials. `live` is False when the sandbox stands in."""

    source: str
    base_url: str
    token: str = field(default="", repr=False)
    client_id: str = field(default="", repr=False)
    client_secret: str = field(default="", repr=False)
    live: bool = False

    @property
    def host(self) -> str:
        """Return the host name and port, the only part of an address that is shown."""
        return urlsplit(self.base_url).netloc

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return every configured secret, for scrubbing."""
        return tuple(s for s in (self.token, self.client_id, self.client_secret) if s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything configurable. `max_age` is seconds; `data` is a folder.

    `bucket` is s3://bucket/prefix when data are shared there, at `endpoint` or Amazon's; `data`
    then holds what stays on this machine. `lock` is the address of the locks that hosts share, ""
    for the files of this one. `report` is where readers report an error: a mailto: or https:
    address, "" for nowhere. `opening` is the KLPD that the dashboard opens on, "" for the usual
    way. `proxies` are those whose X-Forwarded-For is believed.
    """

    inaproc: Upstream
    satusehat: Upstream
    lokasi: Upstream
    data: Path
    bucket: str = ""
    endpoint: str = ""
    lock: str = field(default="", repr=False)
    scope: str = "umum"
    max_age: float = 21600.0
    boundaries: Path | None = None
    report: str = ""
    opening: str = ""
    proxies: tuple[IpNetwork, ...] = ()

    def upstream(self, source: str) -> Upstream:
        """Return the upstream of this source name."""
        return {"inaproc": self.inaproc, "satusehat": self.satusehat, "lokasi": self.lokasi}[source]

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return the secrets of all upstreams, and the password of the shared locks."""
        own = (s for name in SOURCES for s in self.upstream(name).secrets)
        return (*own, *filter(None, [unquote(urlsplit(self.lock).password or "")]))


def from_mapping(given: Mapping[str, str]) -> Settings:
    """Return the settings in `given`; raise ConfigurationMissing naming the bad one."""
    values = {name: given.get(name, "").strip() or default for name, default in DEFAULTS.items()}
    half = bool(values["SATUSEHAT_CLIENT_ID"]) != bool(values["SATUSEHAT_CLIENT_SECRET"])
    if half:
        raise ConfigurationMissing(
            "SATUSEHAT_CLIENT_ID dan SATUSEHAT_CLIENT_SECRET harus diisi berdua"
        )
    for name in ("INAPROC_BASE_URL", "SATUSEHAT_BASE_URL", "LOKASI_BASE_URL"):
        _check_address(name, values[name])
    for name in SECRETS:
        _check_secret(name, values[name])
    bucket = _bucket(values["LENSA_DATA"])
    if bucket:
        _check_address("AWS_ENDPOINT_URL", values["AWS_ENDPOINT_URL"])
    return Settings(
        inaproc=Upstream(
            source="inaproc",
            base_url=values["INAPROC_BASE_URL"].rstrip("/"),
            token=values["INAPROC_TOKEN"],
            live=bool(values["INAPROC_TOKEN"]),
        ),
        satusehat=Upstream(
            source="satusehat",
            base_url=values["SATUSEHAT_BASE_URL"].rstrip("/"),
            client_id=values["SATUSEHAT_CLIENT_ID"],
            client_secret=values["SATUSEHAT_CLIENT_SECRET"],
            live=bool(values["SATUSEHAT_CLIENT_ID"]),
        ),
        lokasi=Upstream(
            source="lokasi",
            base_url=values["LOKASI_BASE_URL"].rstrip("/"),
            live=bool(values["LOKASI_BASE_URL"]),
        ),
        data=_local_folder(bucket, values["LENSA_CACHE"])
        if bucket
        else _folder("LENSA_DATA", values["LENSA_DATA"]),
        bucket=bucket,
        endpoint=values["AWS_ENDPOINT_URL"].rstrip("/"),
        lock=_lock(values["LENSA_LOCK"]),
        scope=_scope(values["LENSA_SCOPE"]),
        max_age=_seconds(values["LENSA_MAX_AGE"]),
        boundaries=_boundaries(values["LENSA_BATAS"]),
        report=_report(values["LENSA_LAPOR"]),
        opening=_opening(values["LENSA_KLPD_AWAL"]),
        proxies=_proxies(values["LENSA_PROXY"]),
    )


def load(root: Path | None = None) -> Settings:
    """Return the settings of this process: environment first, then .streamlit/secrets.toml."""
    return from_mapping({**_secrets_file(root or Path.cwd()), **_environment()})


def proxies() -> tuple[str, ...]:
    """Return the proxy variables of the environment that are set, by name; nothing here uses them.

    A request through a proxy that nobody thought of would show it a credential: upstreams, bucket
    and locks are always connected to directly.
    """
    return tuple(name for name in PROXIES if os.environ.get(name) or os.environ.get(name.lower()))


def _environment() -> dict[str, str]:
    return {name: os.environ[name] for name in DEFAULTS if os.environ.get(name)}


def secrets(root: Path) -> Mapping[str, Any]:
    """Return .streamlit/secrets.toml as it stands, sections too; nothing when there is none."""
    path = root / ".streamlit" / "secrets.toml"
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigurationMissing(".streamlit/secrets.toml bukan TOML yang sah") from error
    except OSError as error:
        raise ConfigurationMissing(".streamlit/secrets.toml tidak dapat dibaca") from error


def _secrets_file(root: Path) -> dict[str, str]:
    stored = secrets(root)
    given = {name: stored[name.lower()] for name in DEFAULTS if name.lower() in stored}
    for name, value in given.items():
        if not isinstance(value, str | int):
            raise ConfigurationMissing(f"{name.lower()} di .streamlit/secrets.toml harus teks")
    return {name: str(value) for name, value in given.items()}


def _check_address(name: str, address: str) -> None:
    if not address:
        return
    try:
        parts = urlsplit(address)
        known = bool(_HOST.fullmatch(parts.netloc) and _resolvable(parts.hostname or ""))
        known = known and parts.port != 0
    except ValueError:
        known = False
    plain = known and parts.scheme == "http" and parts.hostname in LOOPBACK
    if not known or not _VISIBLE.fullmatch(address) or not (parts.scheme == "https" or plain):
        raise ConfigurationMissing(
            f"{name} harus alamat https (http hanya untuk loopback), tanpa nama pengguna"
        )
    if parts.query or parts.fragment:
        raise ConfigurationMissing(f"{name} harus alamat akar, tanpa ? dan #")


def _resolvable(host: str) -> bool:
    """Tell whether a resolver can be asked for a host; it raises no OSError for other names."""
    labels = host.removesuffix(".").split(".")
    return all(0 < len(label) <= 63 for label in labels)


def _check_secret(name: str, secret: str) -> None:
    if not _VISIBLE.fullmatch(secret):
        raise ConfigurationMissing(f"{name} berisi huruf yang tidak mungkin ada di kredensial")


def _bucket(text: str) -> str:
    """Return s3://bucket/prefix, "" for a folder."""
    if not text.startswith("s3:"):
        return ""
    if not _BUCKET.fullmatch(text) or "/../" in f"{text}/" or "/./" in f"{text}/":
        raise ConfigurationMissing("LENSA_DATA harus folder atau s3://bucket/awalan")
    return text.rstrip("/")


def _local_folder(bucket: str, text: str) -> Path:
    """Return where this machine keeps what is not shared, apart for each bucket by default."""
    if text:
        return _folder("LENSA_CACHE", text)
    name = hashlib.sha256(bucket.encode()).hexdigest()[:12]
    return _folder("LENSA_CACHE", "") / f"s3-{name}"


def _lock(text: str) -> str:
    """Return the address of the shared locks; raise ConfigurationMissing, never repeating it."""
    try:
        parts = urlsplit(text)
        known = parts.scheme in {"redis", "rediss"} and parts.hostname and parts.port != 0
    except ValueError:
        known = None
    if not text:
        return ""
    if not known or not _VISIBLE.fullmatch(text) or not re.fullmatch(r"(/[0-9]{0,3})?", parts.path):
        raise ConfigurationMissing("LENSA_LOCK harus redis://host:port/nomor atau rediss://")
    if parts.query or parts.fragment:
        raise ConfigurationMissing("LENSA_LOCK harus tanpa ? dan #")
    return text


def _folder(name: str, text: str) -> Path:
    try:
        return Path(text).expanduser() if text else _user_cache() / "lensa-rup"
    except RuntimeError as error:
        raise ConfigurationMissing(f"{name} menyebut pengguna yang tidak ada") from error


def _user_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def _boundaries(text: str) -> Path | None:
    if text and not Path(text).is_file():
        raise ConfigurationMissing("LENSA_BATAS menunjuk berkas yang tidak ada")
    return Path(text) if text else None


def _scope(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", text):
        raise ConfigurationMissing(
            "LENSA_SCOPE hanya boleh huruf, angka, - dan _, paling banyak 40"
        )
    return text


def _report(text: str) -> str:
    """Return where errors are reported: one mail address, or a page that may have a query."""
    try:
        parts = urlsplit(text)
        mail = parts.scheme == "mailto" and _MAIL.fullmatch(parts.path) and not parts.query
        page = parts.scheme == "https" and _HOST.fullmatch(parts.netloc) and parts.port != 0
    except ValueError:
        mail = page = None
    if text and not (_VISIBLE.fullmatch(text) and (mail or page) and "#" not in text):
        raise ConfigurationMissing("LENSA_LAPOR harus mailto:alamat@contoh.id atau alamat https")
    return text


def _seconds(text: str) -> float:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ConfigurationMissing("LENSA_MAX_AGE harus bilangan detik")
    return float(text)


def _opening(text: str) -> str:
    code = text.upper()
    if code and not _KLPD.fullmatch(code):
        raise ConfigurationMissing("LENSA_KLPD_AWAL harus kode KLPD, misalnya D304")
    return code


def _proxies(text: str) -> tuple[IpNetwork, ...]:
    """Return addresses and networks that commas part."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    try:
        return tuple(ipaddress.ip_network(part) for part in parts)
    except ValueError as error:
        raise ConfigurationMissing(
            "LENSA_PROXY harus alamat IP atau jaringan (10.0.0.0/8), dipisah koma"
        ) from error
