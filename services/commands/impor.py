"""`impor`: read files that people hold into partitions of their own."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC
from pathlib import Path

from ..errors import STORE_PROBLEMS, BadRequest
from ..export.origin import state
from ..importing import Hints, OnStep, Plan, PlannedPass, Results, Step
from ..importing.bundle import bundles
from ..upstream.catalog import klpd_names
from ..wiring import App
from . import values
from .console import DAMAGED, DONE, FAILED, PARTIAL, USAGE, Console

LONGEST_ORIGIN = 200


def run(arguments: Namespace, app: App, console: Console) -> int:
    """Say what the files hold, store it unless --kering, and say what was stored."""
    hints = parse_arguments(arguments)

    def progress(step: Step) -> None:
        console.steps(step.label, step.done, step.all)

    plan = plan_of(arguments, app, hints, progress)
    console.clear()
    for line in lines(plan):
        console.say(line)
    if arguments.kering:
        console.say("tidak ada yang disimpan (--kering)")
        return exit_code(plan, Results(unchanged=plan.passes))
    results = app.importer.apply(
        plan, replacing=arguments.ganti, progress=progress, waiting=console.wait
    )
    console.clear()
    for error in results.errors:
        console.problem(error)
    for planned in results.held_back:
        staying = planned.change.before - planned.change.removed
        console.say(
            f"ditolak: {planned.request}: hanya {staying} dari {planned.change.before} baris"
            " tersimpan yang tetap; --ganti untuk tetap menyimpan"
        )
    states = dict.fromkeys(state(planned.manifest) for planned in plan.passes)
    counts = f"{len(results.stored)} bagian disimpan, {len(results.unchanged)} tidak berubah"
    console.say("; ".join([counts, *states]))
    return exit_code(plan, results)


def plan_of(arguments: Namespace, app: App, hints: Hints, progress: OnStep) -> Plan:
    """Return what an import of files and bundles would do; raise BadRequest for wrong arguments."""
    paths = [Path(name) for name in arguments.files]
    packed = [path for path in paths if bundles.is_bundle(path)]
    signed = None
    if arguments.tanda_tangan or arguments.penanda:
        if not (arguments.tanda_tangan and arguments.penanda):
            raise BadRequest("--tanda-tangan dan --penanda harus diberi berdua")
        if len(paths) != 1 or not packed:
            raise BadRequest("--tanda-tangan berlaku untuk satu bundel")
        signed = bundles.Signed(
            signature=Path(arguments.tanda_tangan), allowed=Path(arguments.penanda)
        )
    if packed and (hints.dataset or hints.klpd or hints.tahun):
        raise BadRequest("--dataset, --klpd dan --tahun tidak berlaku untuk bundel")
    others = [path for path in paths if path not in packed]
    plans = [app.importer.plan(others, hints, progress)] if others else []
    plans += [bundles.plan(path, app.importer, app.settings.scope, signed) for path in packed]
    return Plan(
        passes=tuple(planned for plan in plans for planned in plan.passes),
        refusals=tuple(refusal for plan in plans for refusal in plan.refusals),
        notes=tuple(note for plan in plans for note in plan.notes),
    )


def parse_arguments(arguments: Namespace) -> Hints:
    """Return what the arguments say of the rows; raise BadRequest before anything is read."""
    dataset = arguments.dataset
    if dataset is not None:
        dataset = values.name(dataset, klpd_names(), "dataset RUP")
    origin = (arguments.asal or "").strip()
    if len(origin) > LONGEST_ORIGIN or not origin.isprintable():
        raise BadRequest(f"--asal paling banyak {LONGEST_ORIGIN} huruf dalam satu baris")
    return Hints(
        dataset=dataset or "",
        klpd=values.klpd(arguments.klpd.strip(), live=True) if arguments.klpd else "",
        tahun=values.year(arguments.tahun) if arguments.tahun else None,
        origin=origin,
    )


def lines(plan: Plan) -> list[str]:
    """Return a line for each file that is refused, each pass, and what was set aside."""
    return [
        *(f"ditolak: {refusal}" for refusal in plan.refusals),
        *map(described, plan.passes),
        *plan.notes,
    ]


def described(planned: PlannedPass) -> str:
    """Return a line: which partition, from which file, how many rows, what would change."""
    manifest, change = planned.manifest, planned.change
    origin = manifest.imported
    file = " ".join(filter(None, (origin.file, origin.sheet))) if origin else ""
    counts = {
        "baris berulang dibuang": manifest.repeats,
        "baris bertentangan": manifest.conflicts,
        "nilai dikarantina": manifest.quarantined - manifest.keyless - planned.spoiled,
        "baris tanpa kunci dikarantina": manifest.keyless,
        "kode dipulihkan": planned.restored,
        "kode rusak disimpan apa adanya": planned.spoiled,
    }
    words = [f"{planned.request}: {manifest.rows} baris dari {file}"]
    if origin and origin.maker_instant:
        read = f"{origin.maker_instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        words.append(f"dibaca pengirim {read}, {state(manifest)}")
    if planned.same:
        words.append(f"tidak ada yang berubah: {planned.same}")
    elif change.before:
        words.append(
            f"tersimpan {change.before} baris: {change.added} ditambah, {change.removed} hilang,"
            f" {change.changed} diubah"
        )
    else:
        words.append("belum ada yang tersimpan")
    words += [f"{number} {what}" for what, number in counts.items() if number]
    if manifest.drift:
        words.append(f"kolom tak dikenal (+) atau tidak ada (-): {' '.join(manifest.drift)}")
    return "; ".join(words)


def exit_code(plan: Plan, results: Results) -> int:
    """Return 0 when all was stored or known, 3 when some, 2 when nothing; 4 for the store."""
    refused = len(plan.refusals) + len(results.held_back) + len(results.errors)
    if not refused:
        return DONE
    if results.stored or results.unchanged:
        return PARTIAL
    if not results.errors:
        return USAGE
    return DAMAGED if all(isinstance(e, STORE_PROBLEMS) for e in results.errors) else FAILED
