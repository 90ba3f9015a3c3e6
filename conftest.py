"""The cast is at hand in every test, wherever it stands."""

pytest_plugins = ["tests.cast"]
