"""The cast is at hand in every test, wherever it stands; and what has nothing to do with a database runs once."""

import pytest

pytest_plugins = ["tests.cast"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only",
        action="store_true",
        help="leave out what never asks a database: enough for the second kind of database",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--database-only"):
        return
    alike = [item for item in items if not asks_a_database(item)]
    config.hook.pytest_deselected(items=alike)
    items[:] = [item for item in items if asks_a_database(item)]


def asks_a_database(item: pytest.Item) -> bool:
    """By a fixture, or in processes of its own, which it says with the marker `each_database`."""
    fixtures = set(getattr(item, "fixturenames", ()))
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("each_database")
    return marked is not None or bool(fixtures & {"db", "transactional_db"})
