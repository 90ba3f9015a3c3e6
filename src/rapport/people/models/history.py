"""Rows that are written once: what was said stays said, whoever asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from rapport.lib.refusal import Refused

M = TypeVar("M", bound=models.Model)


class Opening(models.Model):
    """While a row is here, in its own transaction alone, histories may be moved or taken back: see `opened`."""

    why = models.CharField(max_length=40)

    def __str__(self) -> str:
        return self.why


@contextmanager
def opened(why: str) -> Iterator[None]:
    """Let a merge move rows of a history, or the undoing of an import take back its own, inside the block.

    Nothing else may: the database refuses it too (`rapport.people.consents.guards`). The row that opens is gone
    again before the transaction ends, so that no other transaction ever sees it.
    """
    with transaction.atomic():
        opening = Opening.objects.create(why=why)
        yield
        opening.delete()


def refuse_unless_opened() -> None:
    """Raises Refused unless this transaction stands inside `opened`."""
    if not Opening.objects.exists():
        raise Refused("history_stays", _("A history is never rewritten. Record what is said now beside it."))


class HistoryQuerySet(models.QuerySet[M]):
    """Adds and reads; changes and deletes only inside `opened`."""

    def update(self, **changes: Any) -> int:
        refuse_unless_opened()
        return super().update(**changes)

    def delete(self) -> tuple[int, dict[str, int]]:
        refuse_unless_opened()
        return super().delete()


class History(models.Model):
    """A row that is fixed from the moment at which `is_fixed`; what it names stays for as long as it does."""

    # fields that a merge may move to another person
    MOVABLE: ClassVar[tuple[str, ...]] = ()
    # the column that is filled from when on the row is fixed; "" for at once
    FIXED_BY: ClassVar[str] = ""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding and self._was_fixed():
            refuse_unless_opened()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self._was_fixed():
            refuse_unless_opened()
        return super().delete(*args, **kwargs)

    def _was_fixed(self) -> bool:
        stored = type(self)._base_manager.filter(pk=self.pk)
        return not self.FIXED_BY or stored.exclude(**{self.FIXED_BY: None}).exists()
