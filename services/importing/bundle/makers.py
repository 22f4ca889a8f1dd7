"""The makers of bundles beside each other: who sent which partition, and where they disagree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import polars as pl

from ...analysis.stored.diff import differences
from ...inventory import Partition
from ...repository import Repository, Request
from ...store.manifests import Imported
from ...upstream.catalog import find
from ..importer import completed

SHORT = 8
"""Characters of a bundle's digest that tell unverified senders apart."""
Key = tuple[str, tuple[tuple[str, str], ...]]
"""Dataset and values of a partition, the same for every maker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What one maker sent of a partition, in the newest pass."""

    maker: str
    partition: Partition


def name_of(imported: Imported) -> str:
    """Return the maker's name; one that was not verified has the digest of its bundle instead."""
    if imported.maker_verified:
        return imported.maker
    return f"pengirim tidak diperiksa ({imported.sha256[:SHORT]})"


def versions(stored: Iterable[Partition]) -> Mapping[Key, Sequence[Version]]:
    """Return what makers sent, by partition, in the order of their names."""
    by_key: dict[Key, list[Version]] = {}
    for partition in stored:
        imported = partition.newest.imported
        if imported and imported.maker:
            version = Version(maker=name_of(imported), partition=partition)
            by_key.setdefault(key_of(partition), []).append(version)
    return {key: sorted(sent, key=lambda v: v.maker) for key, sent in by_key.items()}


def key_of(partition: Partition) -> Key:
    """Return the key of a stored partition."""
    return partition.place.dataset, partition.place.parts


def disagreeing(repository: Repository, stored: Iterable[Partition]) -> Mapping[Key, list[str]]:
    """Return the partitions of which makers sent other rows, with the names of all their makers.

    Rows are read only where digests differ.
    """
    disputed: dict[Key, list[str]] = {}
    for key, sent in versions(stored).items():
        if any(
            first.partition.newest.digest != second.partition.newest.digest
            and disagreements(repository, first, second).height > 0
            for first, second in combinations(sent, 2)
        ):
            disputed[key] = [version.maker for version in sent]
    return disputed


def disagreements(repository: Repository, first: Version, second: Version) -> pl.DataFrame:
    """List the rows in which two makers differ, columns as analysis.diff.differences.

    `hilang` are rows that only the first maker has, `ditambah` those that only the second has,
    `diubah` those of one key with other values.
    """
    own, other = (rows_of(repository, version).lazy() for version in (first, second))
    return differences(own, other, find(first.partition.dataset).key).collect()


def rows_of(repository: Repository, version: Version) -> pl.DataFrame:
    """Return the rows of a version; raise StoreDamaged or StoreUnreadable."""
    partition = version.partition
    rows = repository.read_pass(partition.place, partition.newest)
    return completed(find(partition.dataset), rows)


def sent(stored: Iterable[Partition], request: Request) -> Sequence[Version]:
    """Return what makers sent of one partition."""
    return versions(stored).get((request.dataset.folder, request.parts), ())
