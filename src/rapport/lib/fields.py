from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    _CharField = models.CharField[str, str]
    _OneToOneField = models.OneToOneField[Any, Any]
else:
    _CharField = models.CharField
    _OneToOneField = models.OneToOneField


class BytewiseCharField(_CharField):
    """Text compared and sorted by its bytes on both databases, so that a prefix is a range of an index.

    SQLite does so by itself; PostgreSQL would follow the language of the server.
    """

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        parameters: dict[str, Any] = dict(super().db_parameters(connection))
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class RowOfField(_OneToOneField):
    """The primary key of a table with one row for each row of another, by the number of that row.

    SQLite then stores the row under that number itself, which it does for the type `integer` alone: for Django's
    `bigint` it keeps an index beside the table, to be written with every row and looked up before each.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)
