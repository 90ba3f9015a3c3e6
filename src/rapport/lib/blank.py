"""New records at a tenth of the price that Django's constructor takes, for where there are thousands."""

from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)


class Blank(Generic[M]):
    """Makes records that all begin alike, with `values`; `blank(name=…)` gives the next one.

    What is given stands in the record as it is, by attribute (`patient_id`): nothing is looked at, no signal is
    sent, and a default that has to differ from one to the next must be given.
    """

    def __init__(self, model: type[M], **values: Any) -> None:
        self._model, self._values = model, values

    @cached_property
    def _first(self) -> M:
        return self._model(**self._values)

    def __call__(self, **values: Any) -> M:
        first = self._first
        record = self._model.__new__(self._model)
        record.__dict__.update(first.__dict__, **values)
        record._state = ModelState()
        record._state.fields_cache = dict(first._state.fields_cache)
        return record
