from typing import Any

from django.db import models


class PlainNumber(models.Func):
    """A file number without its leading zeros, as the database works it out.

    The zero stands in the statement itself: only so does SQLite see that its index has the same.
    """

    function = "LTRIM"
    template = "%(function)s(%(expressions)s, '0')"
    output_field: Any = models.CharField()
