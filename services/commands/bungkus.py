"""`bungkus`: put stored partitions into one file that others can check, sign and import."""

from __future__ import annotations

import tempfile
from argparse import Namespace
from pathlib import Path

from ..analysis.frames import RUP
from ..errors import STORE_PROBLEMS, BadRequest, ServiceError
from ..export import bundle
from ..repository import Request, Stored
from ..upstream.catalog import klpd_names
from ..wiring import App
from . import values
from .console import DAMAGED, DONE, FAILED, PARTIAL, Console
from .fetch import described

ALL = "semua"


def run(arguments: Namespace, app: App, console: Console) -> int:
    """Write the bundle and say how to sign it; exit 3 when some partitions are not stored."""
    requests, out = parse_arguments(arguments, app)
    errors = list[ServiceError]()
    with tempfile.TemporaryDirectory(prefix="lensa-") as aside:
        members = list[tuple[Stored, Path]]()
        absent = list[Request]()
        for request in requests:
            try:
                member = _member(request, app, Path(aside))
            except STORE_PROBLEMS as error:
                errors.append(error)
                continue
            if member is None:
                absent.append(request)
            else:
                members.append(member)
        made_up = [str(stored.request) for stored, _ in members if stored.manifest.made_up]
        if made_up:
            raise BadRequest(f"DATA CONTOH (sintetis) tidak dibungkus: {', '.join(made_up[:3])}")
        for stored, _ in members:
            console.say(described(stored))
        for request in absent:
            console.say(f"tidak tersimpan, tidak dibungkus: {request}")
        for problem in errors:
            console.problem(problem)
        if not members:
            return DAMAGED if errors and not absent else FAILED
        bundle.write(out, members)
    console.say(f"{len(members)} bagian dibungkus ke {out}")
    console.say(f"tanda tangani dengan: ssh-keygen -Y sign -f KUNCI -n {bundle.NAMESPACE} {out}")
    return PARTIAL if absent or errors else DONE


def _member(request: Request, app: App, aside: Path) -> tuple[Stored, Path] | None:
    """Return the newest pass of a partition with its file; None when none is stored."""
    snapshot = app.repository.peek(request, hold=False)
    if snapshot is None:
        return None
    path = app.repository.file_of(snapshot, aside)
    if path is None:
        return None
    manifest, stale, reason = snapshot.manifest, snapshot.stale, snapshot.reason
    return Stored(request=request, manifest=manifest, stale=stale, reason=reason), path


def parse_arguments(arguments: Namespace, app: App) -> tuple[list[Request], Path]:
    """Return the partitions and the file; raise BadRequest for a value of the wrong form."""
    klpd = values.klpd_list(arguments.klpd, live=not app.sandbox)
    tahun = values.years(arguments.tahun)
    asked = values.split(arguments.datasets) if arguments.datasets is not None else list(RUP)
    if not asked:
        raise BadRequest("--datasets harus berisi paling sedikit satu nilai")
    chosen = {values.name(name, (*klpd_names(), ALL), "dataset RUP") for name in asked}
    names = [name for name in klpd_names() if name in chosen or ALL in chosen]
    out = Path(arguments.out)
    if out.suffix.lower() != ".zip":
        raise BadRequest(f"--out harus berakhiran .zip: {out}")
    values.check_folder(out)
    return app.rup(names, klpd, tahun), out
