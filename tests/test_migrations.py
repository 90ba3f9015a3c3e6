"""A new installation takes the short way to its tables; one of any earlier day goes on from where it stands."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Key = tuple[str, str]

OURS = {config.label for config in apps.get_app_configs() if config.name.startswith("rapport.")}


def _step_by_step() -> MigrationLoader:
    return MigrationLoader(None, replace_migrations=False)


def _days() -> Iterator[Any]:
    """All that an installation has that went as far as this one migration, and every table of libraries."""
    steps = _step_by_step()
    libraries = {key for key in steps.disk_migrations if key[0] not in OURS}
    for key, migration in steps.disk_migrations.items():
        if key[0] in OURS and not migration.replaces:
            way = {*steps.graph.forwards_plan(key), *libraries}
            yield pytest.param({one for one in way if not steps.disk_migrations[one].replaces}, id=".".join(key))


def test_the_short_way_and_the_long_one_end_with_the_same_tables() -> None:
    short, long = MigrationLoader(None), _step_by_step()
    leaves = [key for key in long.graph.leaf_nodes() if not long.disk_migrations[key].replaces]
    changes = MigrationAutodetector(long.project_state(leaves), short.project_state()).changes(short.graph)
    assert changes == {}


def test_a_new_installation_takes_none_of_the_steps_that_were_folded() -> None:
    loader = MigrationLoader(None)
    plan = {key for leaf in loader.graph.leaf_nodes() for key in loader.graph.forwards_plan(leaf)}
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    assert replaced and not plan & replaced


# in one order, whichever process of a run collects them
@pytest.mark.parametrize("applied", sorted(_days(), key=lambda day: str(day.id)))
def test_an_installation_of_any_day_goes_on(applied: set[Key], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda _: dict.fromkeys(applied))
    loader = MigrationLoader(connection)
    # which also has what replaces a whole chain of them, as it is written down at the next start
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda _: loader.applied_migrations)
    loader.check_consistent_history(connection)
    missing = {key for leaf in loader.graph.leaf_nodes() for key in loader.graph.forwards_plan(leaf)}
    made = {one for key in missing - loader.applied_migrations.keys() for one in _made_by(loader, key)}
    assert not made & applied, "a table would be made twice"
    assert made | applied >= {key for key, migration in loader.disk_migrations.items() if not migration.replaces}


def _made_by(loader: MigrationLoader, key: Key) -> set[Key]:
    return set(loader.disk_migrations[key].replaces) or {key}
