"""Settings: defaults, where they come from, what is refused, and that secrets stay hidden."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import ConfigurationMissing
from services.settings import DEFAULTS, SECRETS, Settings, from_mapping, load

TOKEN = "kunci-uji-8f3a"  # noqa: S105 - opens nothing
ADDRESSES = ("INAPROC_BASE_URL", "SATUSEHAT_BASE_URL", "LOKASI_BASE_URL")


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in DEFAULTS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "rumah"))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)


def secrets(root: Path, text: str) -> Path:
    (root / ".streamlit").mkdir()
    (root / ".streamlit" / "secrets.toml").write_text(text, encoding="utf-8")
    return root


def test_without_any_setting_everything_is_the_sandbox(tmp_path: Path) -> None:
    found = load(tmp_path)
    assert [found.upstream(s).live for s in ("inaproc", "satusehat", "lokasi")] == [False] * 3
    assert found.inaproc.base_url == "https://data.inaproc.id"
    assert found.satusehat.base_url == "https://api-satusehat-stg.dto.kemkes.go.id"
    assert (found.scope, found.max_age, found.boundaries) == ("umum", 21600.0, None)
    assert found.data == tmp_path / "rumah" / ".cache" / "lensa-rup"
    assert found.secrets == ()


def test_the_users_cache_folder_is_where_the_system_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "singgah"))
    assert load(tmp_path).data == tmp_path / "singgah" / "lensa-rup"


def test_each_upstream_is_live_on_its_own() -> None:
    assert from_mapping({"INAPROC_TOKEN": TOKEN}).inaproc.live
    assert not from_mapping({"INAPROC_TOKEN": TOKEN}).satusehat.live
    pair = {"SATUSEHAT_CLIENT_ID": "satu", "SATUSEHAT_CLIENT_SECRET": "dua"}
    found = from_mapping(pair)
    assert (found.inaproc.live, found.satusehat.live, found.lokasi.live) == (False, True, False)
    assert from_mapping({"LOKASI_BASE_URL": "https://contoh.id"}).lokasi.live
    assert not from_mapping({"INAPROC_BASE_URL": "https://contoh.id"}).inaproc.live


@pytest.mark.parametrize("given_one", ["SATUSEHAT_CLIENT_ID", "SATUSEHAT_CLIENT_SECRET"])
def test_half_a_credential_is_named(given_one: str) -> None:
    with pytest.raises(ConfigurationMissing, match="SATUSEHAT_CLIENT_SECRET harus diisi berdua"):
        from_mapping({given_one: "satu"})


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize(
    "address",
    [
        "http://contoh.id",
        "http://127.0.0.1.contoh.id",
        "http://localhost@contoh.id",
        "http://10.0.0.1:8080",
        "http://0.0.0.0",
        "ftp://contoh.id",
        "file:///etc/passwd",
        "contoh.id",
        "https://",
        "https://pengguna@contoh.id",
        "https://pengguna:sandi@contoh.id",
        "https://:sandi@contoh.id",
        "https://[::1",
        "https://contoh.id:abc",
        "https://contoh.id:99999",
        "https://contoh id",
        "https://contoh.id/ada spasi",
        "https://contoh.id/\u00e9",
        "https://contoh.id?kunci=1",
        "https://contoh.id/#x",
        "https://c\u043entoh.id",
    ],
)
def test_an_address_that_is_not_https_and_plain_is_refused(name: str, address: str) -> None:
    with pytest.raises(ConfigurationMissing, match=name) as caught:
        from_mapping({name: address})
    assert "sandi" not in str(caught.value)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:9", "https://contoh.id"]
)
def test_plain_http_is_taken_for_loopback_alone(address: str) -> None:
    found = from_mapping(dict.fromkeys(ADDRESSES, f"{address}/awalan/"))
    assert found.inaproc.base_url == f"{address}/awalan"
    assert found.lokasi.base_url == f"{address}/awalan"
    assert found.inaproc.host == address.partition("//")[2]


def test_secrets_are_hidden_in_every_repr() -> None:
    canaries = {name: f"kenari-{number}" for number, name in enumerate(SECRETS)}
    found = from_mapping(canaries)
    assert set(found.secrets) == set(canaries.values())
    for shown in (repr(found), str(found), f"{found}", repr(found.inaproc), repr(found.satusehat)):
        assert "kenari" not in shown


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("value", ["tok\u00e9n", "dua kata", "baris\ndua", "nul\0"])
def test_a_secret_that_no_header_could_carry_is_refused_without_being_said(
    name: str, value: str
) -> None:
    given_all = dict.fromkeys(SECRETS, "baik") | {name: value}
    with pytest.raises(ConfigurationMissing, match=name) as caught:
        from_mapping(given_all)
    assert value not in str(caught.value)


def test_secrets_toml_is_read_under_lower_case_names(tmp_path: Path) -> None:
    root = secrets(
        tmp_path,
        f'inaproc_token = "{TOKEN}"\nlensa_max_age = 60\nLENSA_SCOPE = "besar"\n[auth]\nx=1',
    )
    found = load(root)
    assert (found.inaproc.token, found.inaproc.live, found.max_age) == (TOKEN, True, 60.0)
    assert found.scope == "umum"


def test_the_environment_wins_and_an_empty_variable_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = secrets(tmp_path, 'lensa_scope = "berkas"\nlensa_max_age = "60"\n')
    monkeypatch.setenv("LENSA_SCOPE", "lingkungan")
    monkeypatch.setenv("LENSA_MAX_AGE", "")
    found = load(root)
    assert (found.scope, found.max_age) == ("lingkungan", 60.0)


@pytest.mark.parametrize("text", ["lensa_scope = ", "\udce9", "[[[", "a = 1\na = 2"])
def test_a_secrets_file_that_is_no_toml_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(ConfigurationMissing, match="bukan TOML yang sah"):
        load(tmp_path)


@pytest.mark.parametrize("value", ["[1]", "{a = 1}", "1.5", "2026-01-01"])
def test_a_secret_of_another_type_is_named(tmp_path: Path, value: str) -> None:
    with pytest.raises(ConfigurationMissing, match="inaproc_token"):
        load(secrets(tmp_path, f"inaproc_token = {value}\n"))


def test_a_secrets_folder_in_place_of_the_file_is_as_good_as_none(tmp_path: Path) -> None:
    (tmp_path / ".streamlit" / "secrets.toml").mkdir(parents=True)
    assert load(tmp_path).scope == "umum"


@pytest.mark.parametrize("scope", ["umum", "a", "A-b_9", "x" * 40])
def test_a_scope_of_letters_digits_and_dashes_is_taken(scope: str) -> None:
    assert from_mapping({"LENSA_SCOPE": scope}).scope == scope


@pytest.mark.parametrize("scope", ["..", "a/b", "a b", "x" * 41, "\u00e9", "a\nb", "a=b", "*"])
def test_a_scope_that_is_no_folder_name_is_refused(scope: str) -> None:
    with pytest.raises(ConfigurationMissing, match="LENSA_SCOPE"):
        from_mapping({"LENSA_SCOPE": scope})


@pytest.mark.parametrize("age", ["-1", "1.5", "enam", "1e3", "\u0661", "9" * 10])
def test_an_age_that_is_no_number_of_seconds_is_refused(age: str) -> None:
    with pytest.raises(ConfigurationMissing, match="LENSA_MAX_AGE"):
        from_mapping({"LENSA_MAX_AGE": age})


def test_data_in_a_bucket_leave_a_folder_of_its_own_on_this_machine(tmp_path: Path) -> None:
    one, other = (from_mapping({"LENSA_DATA": f"s3://ember/{name}/"}) for name in "ab")
    assert (one.bucket, other.bucket) == ("s3://ember/a", "s3://ember/b")
    assert one.data != other.data
    assert one.data.parent == from_mapping({}).data
    own = from_mapping({"LENSA_DATA": "s3://ember", "LENSA_CACHE": str(tmp_path)})
    assert (own.bucket, own.data) == ("s3://ember", tmp_path)
    assert from_mapping({"LENSA_CACHE": str(tmp_path)}).data != tmp_path


@pytest.mark.parametrize(
    "address",
    ["s3://", "s3:ember", "s3://E/a", "s3://ember/a b", "s3://ember/../x", "s3://a:b@ember/x",
     "s3://ember/a?x=1", "s3://ember//a", "s3://ember/./a"],
)  # fmt: skip
def test_a_bucket_of_another_form_is_refused(address: str) -> None:
    with pytest.raises(ConfigurationMissing, match="LENSA_DATA"):
        from_mapping({"LENSA_DATA": address})


@pytest.mark.parametrize(
    "address", ["redis://127.0.0.1", "redis://kunci:6379/3", "rediss://:sandi@kunci:6380/0"]
)
def test_locks_that_hosts_share_are_redis_or_valkey(address: str) -> None:
    assert from_mapping({"LENSA_LOCK": address}).lock == address


@pytest.mark.parametrize(
    "address",
    ["http://kunci", "redis://", "kunci:6379", "redis://kunci/x", "redis://kunci/0?a=1",
     "redis://kunci:0/0", "redis://kunci:99999/0", "redis://kunci/0#a", "redis://ku nci/0"],
)  # fmt: skip
def test_locks_of_another_form_are_refused(address: str) -> None:
    with pytest.raises(ConfigurationMissing, match="LENSA_LOCK"):
        from_mapping({"LENSA_LOCK": address})


def test_the_password_of_the_locks_is_a_secret() -> None:
    found = from_mapping({"LENSA_LOCK": "redis://:ken%61ri@127.0.0.1:6379/0"})
    assert found.secrets == ("kenari",)
    assert "redis" not in repr(found)
    with pytest.raises(ConfigurationMissing) as caught:
        from_mapping({"LENSA_LOCK": "redis://:kenari@127.0.0.1:6379/x"})
    assert "kenari" not in str(caught.value)


def test_a_bucket_elsewhere_is_asked_over_https_but_on_loopback() -> None:
    data = {"LENSA_DATA": "s3://ember"}
    local = from_mapping({**data, "AWS_ENDPOINT_URL": "http://127.0.0.1:9000/"})
    assert local.endpoint == "http://127.0.0.1:9000"
    elsewhere = {"AWS_ENDPOINT_URL": "http://minio:9000"}
    with pytest.raises(ConfigurationMissing, match="AWS_ENDPOINT_URL"):
        from_mapping({**data, **elsewhere})
    assert from_mapping(elsewhere).bucket == ""


def test_folders_and_files_are_found_from_home(tmp_path: Path) -> None:
    assert from_mapping({"LENSA_DATA": "~/data"}).data == tmp_path / "rumah" / "data"
    with pytest.raises(ConfigurationMissing, match="LENSA_DATA"):
        from_mapping({"LENSA_DATA": "~tidakadapengguna/data"})
    (tmp_path / "batas.geojson").write_text("{}")
    found = from_mapping({"LENSA_BATAS": str(tmp_path / "batas.geojson")})
    assert found.boundaries == tmp_path / "batas.geojson"
    with pytest.raises(ConfigurationMissing, match="LENSA_BATAS"):
        from_mapping({"LENSA_BATAS": str(tmp_path / "tidak-ada.geojson")})


@given(st.dictionaries(st.sampled_from(sorted(DEFAULTS)), st.text(max_size=30)))
def test_any_setting_is_taken_or_refused_in_one_line(values: dict[str, str]) -> None:
    try:
        found = from_mapping(values)
    except ConfigurationMissing as error:
        refusal = str(error)
    else:
        refusal = ""
        assert isinstance(found, Settings)
    assert refusal.isprintable()


@pytest.mark.parametrize(
    "address",
    [
        "mailto:data@contoh.go.id",
        "https://contoh.go.id/lapor",
        "https://github.com/contoh/lensa/issues/new?labels=data",
    ],
)
def test_errors_are_reported_by_mail_or_on_a_page(address: str) -> None:
    assert from_mapping({"LENSA_LAPOR": address}).report == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "http://contoh.go.id",
        "data@contoh.go.id",
        "mailto:data@contoh.go.id?bcc=lain@contoh.id",
        "mailto:a@b,c@d",
        "https://pengguna:sandi@contoh.go.id",
        "https://contoh.go.id/#bagian",
        "https://contoh.go.id/a b",
        "https://",
        "https://[",
    ],
)
def test_any_other_place_for_reports_is_refused_by_name(address: str) -> None:
    with pytest.raises(ConfigurationMissing, match="LENSA_LAPOR"):
        from_mapping({"LENSA_LAPOR": address})


def test_without_an_address_nothing_is_reported() -> None:
    assert from_mapping({}).report == ""


@pytest.mark.parametrize(("text", "code"), [("", ""), ("D304", "D304"), (" d304 ", "D304")])
def test_the_dashboard_opens_on_a_code_in_any_case(text: str, code: str) -> None:
    assert from_mapping({"LENSA_KLPD_AWAL": text}).opening == code


@pytest.mark.parametrize("text", ["Lombok Tengah", "304", "D304,D305", "../D304", "D12345678"])
def test_an_opening_that_is_no_code_is_refused_by_name(text: str) -> None:
    with pytest.raises(ConfigurationMissing, match="LENSA_KLPD_AWAL"):
        from_mapping({"LENSA_KLPD_AWAL": text})


def test_proxies_are_addresses_and_networks() -> None:
    found = from_mapping({"LENSA_PROXY": "10.0.0.0/8, 192.0.2.7,2001:db8::/32,"}).proxies
    assert [str(one) for one in found] == ["10.0.0.0/8", "192.0.2.7/32", "2001:db8::/32"]
    assert from_mapping({}).proxies == ()


@pytest.mark.parametrize("text", ["proxy.contoh.go.id", "10.0.0.1/8", "*", "10.0.0.300"])
def test_proxies_that_are_no_addresses_are_refused_by_name(text: str) -> None:
    with pytest.raises(ConfigurationMissing, match="LENSA_PROXY"):
        from_mapping({"LENSA_PROXY": text})


@pytest.mark.parametrize(
    ("text", "token", "expected"),
    [
        ("", "", None),
        ("auto", TOKEN, "langsung"),
        ("AUTO", "", None),
        ("berkas", TOKEN, "berkas"),
        ("contoh", TOKEN, "contoh"),
        ("Langsung", TOKEN, "langsung"),
    ],
)
def test_the_source_of_rup_rows(text: str, token: str, expected: str | None) -> None:
    settings = from_mapping({"LENSA_SUMBER": text, "INAPROC_TOKEN": token})
    assert settings.rup == expected
    assert settings.inaproc.live is (expected == "langsung")
    assert settings.secrets == ((TOKEN,) if token else ())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("LENSA_SUMBER", "langsung"),
        ("LENSA_SUMBER", "sandbox"),
        ("LENSA_UNGGAH", "tidak"),
        ("LENSA_ALAMAT", "http://rup.contoh.go.id"),
        ("LENSA_ALAMAT", "rup.contoh.go.id"),
    ],
)
def test_a_source_an_upload_rule_or_an_address_of_the_wrong_form_is_refused(
    name: str, text: str
) -> None:
    with pytest.raises(ConfigurationMissing, match=name):
        from_mapping({name: text})


def test_uploads_and_the_public_address_are_read() -> None:
    settings = from_mapping({"LENSA_UNGGAH": "Ya", "LENSA_ALAMAT": "https://rup.contoh.go.id/"})
    assert (settings.uploads, settings.address) == (True, "https://rup.contoh.go.id")
    assert (from_mapping({}).uploads, from_mapping({}).address) == (False, "")
