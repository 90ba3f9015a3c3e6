"""One that fails keeps no other waiting, and is told of."""

import pytest

from rapport.lib.each_alone import each_alone


def test_one_that_fails_is_logged_and_keeps_no_other_waiting(caplog: pytest.LogCaptureFixture) -> None:
    def share(number: int) -> float:
        return 6 / number

    assert each_alone([1, 0, 3], share, "No share for %s.") == [6, 2]
    [told] = caplog.records
    assert told.getMessage() == "No share for 0." and told.exc_info
