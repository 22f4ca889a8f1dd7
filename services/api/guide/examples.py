"""One question in the tools of analysts, as the page shows it and docs/api.md explains."""

from __future__ import annotations

from collections.abc import Mapping

PATH = "/api/tabel/pagu-per-program"


def examples(root: str, query: str, *, private: bool = False) -> Mapping[str, str]:
    """Return the question as text to paste, by tool; private: with the bearer token."""
    csv, json, parquet = (f"{root}{PATH}.{form}?{query}" for form in ("csv", "json", "parquet"))
    headers = ', [Headers=[Authorization="Bearer TOKEN"]]' if private else ""
    bearer = ' -H "Authorization: Bearer TOKEN"' if private else ""
    in_python = ', headers={"Authorization": "Bearer TOKEN"}' if private else ""
    in_r = '\nreq <- httr2::req_auth_bearer_token(req, "TOKEN")' if private else ""
    return {
        "sheets": f'=IMPORTDATA("{csv}")',
        "excel": (
            "let\n"
            f'  Isi = Web.Contents("{csv}"{headers}),\n'
            '  Tabel = Csv.Document(Isi, [Delimiter=",", Encoding=65001]),\n'
            "  Hasil = Table.PromoteHeaders(Tabel)\n"
            "in\n"
            "  Hasil"
        ),
        "r": (
            f'req <- httr2::request("{csv}"){in_r}\n'
            "body <- httr2::resp_body_string(httr2::req_perform(req))\n"
            'rows <- readr::read_csv(I(body), col_types = readr::cols(kd_program_str = "c"))'
            if private
            else f'rows <- readr::read_csv("{csv}",\n'
            '  col_types = readr::cols(kd_program_str = "c"))'
        ),
        "python": (
            "import httpx\n\n"
            f'url = "{json}"\n'
            f"answer = httpx.get(url{in_python}).raise_for_status().json()\n"
            'rows, citation = answer["baris"], answer["kutipan"]'
        ),
        "curl": (
            f"curl -f --etag-save pagu.etag --etag-compare pagu.etag{bearer} \\\n"
            f'  -o pagu.parquet "{parquet}"'
        ),
    }
