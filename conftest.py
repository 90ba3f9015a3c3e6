"""The cast is at hand in every test, wherever it stands; and what has nothing to do with a database runs once."""

import gc
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from rapport.lib import clock

pytest_plugins = ["tests.at_once", "tests.cast", "tests.walking"]

# How long an example takes says nothing on a machine that does other work as well. Where fifty are too few, a test
# says so itself.
settings.register_profile("no clock", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no clock")

PAGES = Path(__file__).parent / "src/rapport/web/tests"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only",
        action="store_true",
        help="leave out what never asks a database: enough for the second kind of database",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--database-only"):
        return
    differing = [item for item in items if differs(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(differing)])
    items[:] = differing


def differs(item: pytest.Item) -> bool:
    """Whether a second kind of database may answer differently: a test says so, or asks one through a fixture.

    Not where it is of a page, which shows what it was answered: one walk draws all of them on each kind.
    """
    if item.get_closest_marker("one_database"):
        return False
    if item.get_closest_marker("each_database"):
        return True
    if PAGES in item.path.parents:
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & {"db", "transactional_db"})


@pytest.fixture(autouse=True)
def the_moment(request: pytest.FixtureRequest) -> Iterator[None]:
    """`pytest.mark.now(moment)` of a test, or of its file, holds the clock there."""
    marker = request.node.get_closest_marker("now")
    with clock.set_to(*marker.args) if marker else nullcontext():
        yield


def pytest_collection_finish() -> None:
    """What is loaded by now stays: looking through it for garbage again and again took a tenth of the run."""
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """In place of pytest-django's, which has every process of a run migrate, and of Django's own way to tidy up
    behind a test that commits, which empties every table and has every app fill its own again.
    """
    from django.test import TransactionTestCase

    from tests.databases import contents, drop_test_database, make_test_database, put_back, put_tables_aside

    with django_db_blocker.unblock():
        usual = make_test_database()
        put_tables_aside()
        made = contents()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: put_back(made))
        yield
    with django_db_blocker.unblock():
        drop_test_database(usual)
