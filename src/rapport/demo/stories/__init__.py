"""The people whom the demo is about: each shows one thing that the clinic should see at once."""

from collections.abc import Callable

from rapport.demo.stories.almaty import tell_almaty
from rapport.demo.stories.binjiang import tell_binjiang
from rapport.demo.stories.teller import Teller

__all__ = ["TELLERS", "Teller"]

TELLERS: dict[str, Callable[[Teller], None]] = {"binjiang": tell_binjiang, "almaty": tell_almaty}
