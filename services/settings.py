"""Read the settings into one frozen value. Their names are a promise to operators."""

from __future__ import annotations

import hashlib
import ipaddress
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias
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
    "LENSA_SUMBER": "auto",
    "LENSA_UNGGAH": "",
    "LENSA_ALAMAT": "",
    "LENSA_WEBHOOK": "",
    "LENSA_WEBHOOK_RAHASIA": "",
    "LENSA_API": "",
    "LENSA_API_TOKEN": "",
}
SECRETS = ("INAPROC_TOKEN", "SATUSEHAT_CLIENT_ID", "SATUSEHAT_CLIENT_SECRET", "LENSA_API_TOKEN")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SOURCES = ("inaproc", "satusehat", "lokasi")
RupSource: TypeAlias = Literal["langsung", "berkas", "contoh"]
"""Where RUP rows come from: INAPROC, imported files, or the sandbox."""
ApiOpening: TypeAlias = Literal["", "buka", "tutup"]
API_OPENINGS: tuple[ApiOpening, ...] = ("", "buka", "tutup")
RUP_SOURCES: tuple[RupSource, ...] = ("langsung", "berkas", "contoh")
LEAST_SECRET = 16
"""Characters of the secret by which posts are signed."""
CLOSED_YEAR_MAX_AGE = 30 * 86400.0
_HOST = re.compile(r"[A-Za-z0-9.:\[\]_-]+")
_MAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_KLPD = re.compile(r"[A-Z]{1,3}[0-9]{1,7}")
_VISIBLE = re.compile(r"[!-~]*")
_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9_.=-]+)*/?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """One upstream: root address and credentials. `live` is False when the sandbox replaces it."""

    source: str
    base_url: str
    token: str = field(default="", repr=False)
    client_id: str = field(default="", repr=False)
    client_secret: str = field(default="", repr=False)
    live: bool = False

    @property
    def host(self) -> str:
        """Return host name and port, the only part of the address that is shown."""
        return urlsplit(self.base_url).netloc

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return the configured secrets, to be removed from messages."""
        return tuple(s for s in (self.token, self.client_id, self.client_secret) if s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings. `max_age` is in seconds.

    data: the folder of stored data. bucket: s3://bucket/prefix when data are shared in a bucket, at
    `endpoint` or Amazon's; `data` then holds what stays on this machine. lock: the address of the
    locks that hosts share, "" for file locks of this machine. report: where readers report an
    error, a mailto: or https: address, "" for nowhere. opening: the KLPD that the dashboard opens
    with, "" for none. proxies: those whose X-Forwarded-For is trusted. rup: where RUP rows come
    from, None where what is stored decides (repository/rup_source.py). uploads: visitors may import
    files. address: public root of this installation, "" for none. webhook: where changes are
    posted, "" for nowhere, and webhook_secret that of its signature: both are secrets. api: `buka`,
    `tutup` or "", and api_token, the bearer token that opens the API where login is configured
    (api/guard/porter.py).
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
    rup: RupSource | None = None
    uploads: bool = False
    address: str = ""
    webhook: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)
    api: ApiOpening = ""
    api_token: str = field(default="", repr=False)

    def upstream(self, source: str) -> Upstream:
        """Return the upstream of this source name."""
        return {"inaproc": self.inaproc, "satusehat": self.satusehat, "lokasi": self.lokasi}[source]

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return the secrets of upstreams, of the API, of the shared locks and of the webhook."""
        of_sources = (s for name in SOURCES for s in self.upstream(name).secrets)
        password = unquote(urlsplit(self.lock).password or "")
        others = (password, self.api_token, self.webhook, self.webhook_secret)
        return (*of_sources, *filter(None, others))


def from_mapping(texts: Mapping[str, str]) -> Settings:
    """Return the settings of these texts by name; raise ConfigurationMissing for a bad one."""
    values = {name: texts.get(name, "").strip() or default for name, default in DEFAULTS.items()}
    if bool(values["SATUSEHAT_CLIENT_ID"]) != bool(values["SATUSEHAT_CLIENT_SECRET"]):
        raise ConfigurationMissing(
            "SATUSEHAT_CLIENT_ID dan SATUSEHAT_CLIENT_SECRET harus diisi berdua"
        )
    for name in ("INAPROC_BASE_URL", "SATUSEHAT_BASE_URL", "LOKASI_BASE_URL"):
        _check_address(name, values[name])
    for name in SECRETS:
        if not _VISIBLE.fullmatch(values[name]):
            raise ConfigurationMissing(f"{name} berisi huruf yang tidak mungkin ada di kredensial")
    bucket = _bucket(values["LENSA_DATA"])
    if bucket:
        _check_address("AWS_ENDPOINT_URL", values["AWS_ENDPOINT_URL"])
    boundaries, opening = values["LENSA_BATAS"], values["LENSA_KLPD_AWAL"].upper()
    _check_plain_values(values)
    rup = _rup_source(values["LENSA_SUMBER"].lower(), values["INAPROC_TOKEN"])
    _check_address("LENSA_ALAMAT", values["LENSA_ALAMAT"])
    api = values["LENSA_API"].lower()
    if api not in API_OPENINGS:
        raise ConfigurationMissing("LENSA_API hanya boleh buka atau tutup, atau tidak diatur")
    return Settings(
        inaproc=Upstream(
            source="inaproc",
            base_url=values["INAPROC_BASE_URL"].rstrip("/"),
            token=values["INAPROC_TOKEN"],
            live=rup == "langsung",
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
        data=_data_folder(bucket, values),
        bucket=bucket,
        endpoint=values["AWS_ENDPOINT_URL"].rstrip("/"),
        lock=_lock(values["LENSA_LOCK"]),
        scope=values["LENSA_SCOPE"],
        max_age=float(values["LENSA_MAX_AGE"]),
        boundaries=Path(boundaries) if boundaries else None,
        report=_report(values["LENSA_LAPOR"]),
        opening=opening,
        proxies=_proxies(values["LENSA_PROXY"]),
        rup=rup,
        uploads=values["LENSA_UNGGAH"].lower() == "ya",
        address=values["LENSA_ALAMAT"].rstrip("/"),
        webhook=_webhook(values["LENSA_WEBHOOK"], values["LENSA_WEBHOOK_RAHASIA"]),
        webhook_secret=values["LENSA_WEBHOOK_RAHASIA"],
        api=api,
        api_token=values["LENSA_API_TOKEN"],
    )


def load(root: Path | None = None) -> Settings:
    """Return the settings of this process: environment first, then .streamlit/secrets.toml."""
    return from_mapping(texts(root))


def texts(root: Path | None = None) -> Mapping[str, str]:
    """Return the values that are set, by name, before they are checked."""
    stored = secrets(root or Path.cwd())
    values = {name: stored[name.lower()] for name in DEFAULTS if name.lower() in stored}
    for name, value in values.items():
        if not isinstance(value, str | int):
            raise ConfigurationMissing(f"{name.lower()} di .streamlit/secrets.toml harus teks")
    in_file = {name: str(value) for name, value in values.items()}
    return {**in_file, **{name: os.environ[name] for name in DEFAULTS if os.environ.get(name)}}


def inherited(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of this process with these settings, for a child process."""
    return {**os.environ, **texts}


def proxies() -> tuple[str, ...]:
    """Return the names of the proxy variables that are set in the environment and not used.

    A forgotten proxy would see credentials: upstreams, bucket and locks are always connected to
    directly.
    """
    return tuple(name for name in PROXIES if os.environ.get(name) or os.environ.get(name.lower()))


def secrets(root: Path) -> Mapping[str, Any]:
    """Return the content of .streamlit/secrets.toml; empty when there is none."""
    path = root / ".streamlit" / "secrets.toml"
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigurationMissing(".streamlit/secrets.toml bukan TOML yang sah") from error
    except OSError as error:
        raise ConfigurationMissing(".streamlit/secrets.toml tidak dapat dibaca") from error


def _check_address(name: str, address: str) -> None:
    """Raise ConfigurationMissing unless an address is https, or http on loopback, or empty."""
    if not address:
        return
    try:
        parts = urlsplit(address)
        labels = (parts.hostname or "").removesuffix(".").split(".")
        resolvable = all(0 < len(label) <= 63 for label in labels)  # else no OSError is raised
        known = bool(_HOST.fullmatch(parts.netloc)) and resolvable and parts.port != 0
    except ValueError:
        known = False
    plain = known and parts.scheme == "http" and parts.hostname in LOOPBACK
    if not known or not _VISIBLE.fullmatch(address) or not (parts.scheme == "https" or plain):
        raise ConfigurationMissing(
            f"{name} harus alamat https (http hanya untuk loopback), tanpa nama pengguna"
        )
    if parts.query or parts.fragment:
        raise ConfigurationMissing(f"{name} harus alamat akar, tanpa ? dan #")


def _check_plain_values(values: Mapping[str, str]) -> None:
    """Raise ConfigurationMissing for a value that is of the wrong form and used as it is."""
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", values["LENSA_SCOPE"]):
        raise ConfigurationMissing(
            "LENSA_SCOPE hanya boleh huruf, angka, - dan _, paling banyak 40"
        )
    if not re.fullmatch(r"[0-9]{1,9}", values["LENSA_MAX_AGE"]):
        raise ConfigurationMissing("LENSA_MAX_AGE harus bilangan detik")
    if values["LENSA_BATAS"] and not Path(values["LENSA_BATAS"]).is_file():
        raise ConfigurationMissing("LENSA_BATAS menunjuk berkas yang tidak ada")
    if values["LENSA_KLPD_AWAL"] and not _KLPD.fullmatch(values["LENSA_KLPD_AWAL"].upper()):
        raise ConfigurationMissing("LENSA_KLPD_AWAL harus kode KLPD, misalnya D304")
    if values["LENSA_UNGGAH"].lower() not in {"", "ya"}:
        raise ConfigurationMissing("LENSA_UNGGAH hanya boleh ya, atau tidak diatur")


def _rup_source(text: str, token: str) -> RupSource | None:
    """Return where RUP rows come from, None for auto without a token."""
    if text == "auto":
        return "langsung" if token else None
    if text not in RUP_SOURCES:
        raise ConfigurationMissing("LENSA_SUMBER harus auto, langsung, berkas atau contoh")
    if text == "langsung" and not token:
        raise ConfigurationMissing("LENSA_SUMBER=langsung membutuhkan INAPROC_TOKEN")
    return text


def _bucket(text: str) -> str:
    """Return s3://bucket/prefix, "" for a folder."""
    if not text.startswith("s3:"):
        return ""
    if not _BUCKET.fullmatch(text) or "/../" in f"{text}/" or "/./" in f"{text}/":
        raise ConfigurationMissing("LENSA_DATA harus folder atau s3://bucket/awalan")
    return text.rstrip("/")


def _data_folder(bucket: str, values: Mapping[str, str]) -> Path:
    """Return the folder of data on this machine; with a bucket, by default one for each bucket."""
    name = "LENSA_CACHE" if bucket else "LENSA_DATA"
    try:
        if values[name]:
            return Path(values[name]).expanduser()
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lensa-rup"
    except RuntimeError as error:
        raise ConfigurationMissing(f"{name} menyebut pengguna yang tidak ada") from error
    digest = hashlib.sha256(bucket.encode()).hexdigest()[:12]
    return cache / f"s3-{digest}" if bucket else cache


def _lock(text: str) -> str:
    """Return the address of the shared locks; the error never repeats it: it holds a password."""
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


def _webhook(text: str, secret: str) -> str:
    """Return where changes are posted; the error never repeats the address, which is a secret."""
    if bool(text) != bool(secret):
        raise ConfigurationMissing("LENSA_WEBHOOK dan LENSA_WEBHOOK_RAHASIA harus diisi berdua")
    if len(secret) < LEAST_SECRET and secret:
        raise ConfigurationMissing(f"LENSA_WEBHOOK_RAHASIA paling sedikit {LEAST_SECRET} huruf")
    address, _, query = text.partition("?")
    _check_address("LENSA_WEBHOOK", address)
    if "#" in query or not _VISIBLE.fullmatch(query):
        raise ConfigurationMissing("LENSA_WEBHOOK bukan alamat yang sah")
    return text


def _report(text: str) -> str:
    """Return where readers report errors: a mail address, or a page that may have a query."""
    try:
        parts = urlsplit(text)
        mail = parts.scheme == "mailto" and _MAIL.fullmatch(parts.path) and not parts.query
        page = parts.scheme == "https" and _HOST.fullmatch(parts.netloc) and parts.port != 0
    except ValueError:
        mail = page = None
    if text and not (_VISIBLE.fullmatch(text) and (mail or page) and "#" not in text):
        raise ConfigurationMissing("LENSA_LAPOR harus mailto:alamat@contoh.id atau alamat https")
    return text


def _proxies(text: str) -> tuple[IpNetwork, ...]:
    """Return the addresses and networks of a list with commas."""
    addresses = [address.strip() for address in text.split(",") if address.strip()]
    try:
        return tuple(map(ipaddress.ip_network, addresses))
    except ValueError as error:
        raise ConfigurationMissing(
            "LENSA_PROXY harus alamat IP atau jaringan (10.0.0.0/8), dipisah koma"
        ) from error
