"""The journal and the keys of one batch, written with it in one transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model

from rapport.importing.deciding.clinic import Clinic
from rapport.importing.deciding.known import content_key, identity_key
from rapport.importing.deciding.line import Line
from rapport.importing.models import ImportedKey, JournalEntry
from rapport.importing.writing.digest import digest_of, plain
from rapport.lib.bulk import insert_many

_JOURNAL = ("imported_id", "row_id", "model", "object_id", "digest", "changes", "undone", "kept")
_KEYS = ("branch_id", "kind", "key", "target", "content", "imported_id")


class Ledger:
    """What a batch writes: `created`, `changed` and `removed` for undoing, `known` to know the rows for ever."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        self._entries: list[tuple[object, ...]] = []
        self._keys: dict[tuple[str, int], tuple[int, bool]] = {}
        self._outdated: dict[str, set[int]] = {}

    def created(self, line: int | None, record: Model, beside: Sequence[object] = ()) -> None:
        """A record that is new, as it now is."""
        self._entry(line, record, digest_of(record, beside), None)

    def changed(self, line: int | None, record: Model, fields: Mapping[str, tuple[Any, Any]]) -> None:
        """Fields of a record, each with what it was and what it now is."""
        if fields:
            told = {name: [plain(before), plain(after)] for name, (before, after) in fields.items()}
            self._entry(line, record, "", json.dumps(told, ensure_ascii=False))

    def removed(self, line: int | None, record: Model) -> None:
        """A record that is about to be taken away, with all it holds."""
        columns = [field.attname for field in record._meta.concrete_fields]
        self.changed(line, record, {name: (getattr(record, name), None) for name in columns})

    def _entry(self, line: int | None, record: Model, digest: str, changes: str | None) -> None:
        label = record._meta.label_lower
        self._entries.append((self.clinic.imported.pk, line, label, record.pk, digest, changes, False, ""))

    def known(self, line: Line, kind: str, target: int) -> None:
        """A row and the record it became or was found to be."""
        self._keys[kind, content_key(line)] = target, True
        key = identity_key(line)
        if key is not None:
            self._keys[kind, key] = target, False

    def beside(self, kind: str, key: int, target: int) -> None:
        """A key that is not the row's own."""
        self._keys[kind, key] = target, False

    def outdated(self, kind: str, target: int) -> None:
        """What earlier imports said about a record holds no longer."""
        self._outdated.setdefault(kind, set()).add(target)

    def flush(self) -> None:
        """Write everything down."""
        imported, branch = self.clinic.imported, self.clinic.branch
        for kind, targets in self._outdated.items():
            ImportedKey.objects.filter(
                branch=branch, kind=kind, target__in=targets, content=True, outdated_by=None
            ).exclude(imported=imported).update(outdated_by=imported)
        insert_many(JournalEntry, _JOURNAL, self._entries)
        there = set(
            ImportedKey.objects.filter(
                branch=branch, key__in=[key for _kind, key in self._keys], outdated_by=None
            ).values_list("kind", "key", "target")
        )
        self._replace(
            {(kind, key) for kind, key, target in there if self._keys.get((kind, key), (target,))[0] != target}
        )
        kept = {(kind, key) for kind, key, target in there if self._keys.get((kind, key), (None,))[0] == target}
        insert_many(
            ImportedKey,
            _KEYS,
            (
                (branch.pk, kind, key, target, content, imported.pk)
                for (kind, key), (target, content) in self._keys.items()
                if (kind, key) not in kept
            ),
        )

    def _replace(self, keys: set[tuple[str, int]]) -> None:
        """Keys whose record is gone now mean another."""
        for kind, key in keys:
            ImportedKey.objects.filter(branch=self.clinic.branch, kind=kind, key=key, outdated_by=None).update(
                outdated_by=self.clinic.imported
            )
