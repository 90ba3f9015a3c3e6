"""The ways in which messages leave the house. A channel is one folder here, which offers its `PROVIDER`."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

from rapport.outreach.channels.base import Provider


@cache
def providers() -> dict[str, type[Provider]]:
    """Every way of sending there is, by the name of its folder."""
    here = Path(__file__).parent
    names = sorted(path.parent.name for path in here.glob("*/__init__.py") if path.parent.name != "tests")
    return {name: import_module(f"{__name__}.{name}").PROVIDER for name in names}
