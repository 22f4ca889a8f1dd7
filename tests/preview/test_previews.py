"""Previews are made behind the answer, kept in files, and count as long as their rows do."""

from __future__ import annotations

import threading
from pathlib import Path

from services import settings as configuration
from services.preview.asked import Asked, stamp
from services.preview.cache import FOLDER, Cache
from services.preview.compose import Composed, composed, generic
from services.preview.previews import MOST_WAITING, Previews, generic_picture
from services.preview.values import Preview
from services.repository import gather
from services.wiring import App, connect
from tests.preview.conftest import link
from tests.waiting import until

LINK = (("klpd", "D304"), ("tahun", "2024"))


def fresh(folder: Path) -> App:
    """Return an app over one KLPD-year in a folder of its own."""
    app = connect(configuration.from_mapping({"LENSA_DATA": str(folder)}))
    gather(app.repository, app.rup(("program-master",), ("D304",), (2024,)))
    return app


def test_a_miss_is_generic_the_second_time_has_the_figure_and_a_restart_too(tmp_path: Path) -> None:
    app = fresh(tmp_path)
    previews = Previews()
    first = previews.titled(app, "program", LINK)
    assert first.preview.generic
    until(lambda: not previews.titled(app, "program", LINK).preview.generic)
    second = previews.titled(app, "program", LINK)
    assert second.preview == composed(link(app, "program", klpd="D304", tahun="2024")).preview
    previews.close()
    app.close()

    def never(given: Asked) -> Composed:
        raise AssertionError(f"made again: {given.address}")

    again, restarted = fresh(tmp_path), Previews(make=never)
    assert restarted.titled(again, "program", LINK) == second
    assert restarted.picture(again, "program", LINK).stamp == second.stamp
    restarted.close()
    again.close()


def test_other_rows_make_another_preview(tmp_path: Path) -> None:
    app, previews = fresh(tmp_path), Previews()
    previews.picture(app, "program", LINK, patience=30)
    before = previews.titled(app, "program", LINK)
    assert not before.preview.generic
    gather(app.repository, app.rup(("paket-swakelola",), ("D304",), (2024,)))
    after = previews.titled(app, "program", LINK)
    assert after.preview.generic
    assert after.stamp != before.stamp
    previews.close()
    app.close()


def test_a_picture_is_made_while_it_is_waited_for_and_generic_when_it_is_not(
    tmp_path: Path,
) -> None:
    app, gate = fresh(tmp_path), threading.Event()

    def held(given: Asked) -> Composed:
        gate.wait(30)
        return composed(given)

    previews = Previews(make=held)
    assert previews.picture(app, "program", LINK, patience=0).content == generic_picture("id")
    gate.set()
    until(lambda: previews.picture(app, "program", LINK).stamp)
    assert previews.picture(app, "program", LINK).content != generic_picture("id")
    previews.close()
    app.close()


def test_the_queue_is_bounded_and_a_link_stands_in_it_once(tmp_path: Path) -> None:
    app, gate, made = fresh(tmp_path), threading.Event(), list[str]()

    def held(given: Asked) -> Composed:
        gate.wait(30)
        made.append(given.address)
        return Composed(preview=generic("id", given.address))

    previews = Previews(make=held)
    for at in range(2 * MOST_WAITING):
        for _ in range(2):
            link_ = (*LINK, ("program", f"1.{at}"))
            assert previews.titled(app, "program", link_).preview.generic
    gate.set()
    until(lambda: len(made) == MOST_WAITING)
    previews.close()
    assert len(set(made)) == len(made) == MOST_WAITING
    app.close()


def test_a_failure_is_logged_and_the_next_link_is_made(tmp_path: Path) -> None:
    app = fresh(tmp_path)

    def broken(given: Asked) -> Composed:
        if given.state.program:
            raise ZeroDivisionError
        return composed(given)

    previews = Previews(make=broken)
    assert previews.picture(app, "program", (*LINK, ("program", "1")), patience=30).stamp == ""
    assert previews.picture(app, "program", LINK, patience=30).stamp
    previews.close()
    app.close()


def test_a_damaged_picture_is_generic_and_damaged_texts_are_a_miss(tmp_path: Path) -> None:
    app, previews = fresh(tmp_path), Previews()
    previews.picture(app, "program", LINK, patience=30)
    (picture,) = (tmp_path / FOLDER).glob("*.png")
    picture.write_bytes(picture.read_bytes()[:100])
    assert previews.picture(app, "program", LINK).content == generic_picture("id")
    (texts,) = (tmp_path / FOLDER).glob("*.json")
    texts.write_bytes(b"{")
    assert previews.titled(app, "program", LINK).preview.generic
    previews.close()
    app.close()


def test_the_oldest_entries_are_dropped(tmp_path: Path) -> None:
    kept = Cache(tmp_path, most=3)
    for at in range(6):
        preview = Preview(title="t", description="d", address=f"/?hal={at}", lang="id")
        kept.put("stempel", preview, b"png")
    assert len(list((tmp_path / FOLDER).iterdir())) == 6
    assert kept.get("/?hal=5", "stempel") is not None
    assert kept.get("/?hal=5", "lain") is None


def test_rows_that_change_while_a_preview_is_made_are_not_kept(tmp_path: Path) -> None:
    app = fresh(tmp_path)

    def meanwhile(given: Asked) -> Composed:
        before = stamp(given)
        gather(app.repository, app.rup(("paket-swakelola",), ("D304",), (2024,)))
        assert stamp(given) != before
        return composed(given)

    previews = Previews(make=meanwhile)
    assert previews.picture(app, "program", LINK, patience=30).stamp == ""
    assert not (tmp_path / FOLDER).exists()
    previews.close()
    app.close()


def test_a_link_without_an_answer_is_made_once_and_leaves_no_file(tmp_path: Path) -> None:
    app, made = fresh(tmp_path), list[str]()

    def counted(given: Asked) -> Composed:
        made.append(given.address)
        return composed(given)

    previews = Previews(make=counted)
    odd = (*LINK, ("kode", "bukan-kode"))
    for _ in range(3):
        assert previews.picture(app, "paket", odd, patience=30).stamp == ""
        assert previews.titled(app, "paket", odd).preview.generic
    assert len(made) == 1
    assert not (tmp_path / FOLDER).exists()
    previews.close()
    app.close()
