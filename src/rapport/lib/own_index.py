"""A foreign key loses the index of its own, where another one begins with its column."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.migrations import AlterField


class WithoutOwnIndex(AlterField):
    """`AlterField` to `db_index=False`, nothing else: on SQLite that would write the whole table anew, without its
    triggers; here the index alone goes, or comes.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model, field = self._indexed(app_label, schema_editor, from_state)
        if field is None:
            return
        named = [index.name for index in model._meta.indexes]
        about = {"index": True, "unique": False, "type_": models.Index.suffix, "exclude": named}
        for name in schema_editor._constraint_names(model, [field.column], **about):
            schema_editor.execute(schema_editor._delete_index_sql(model, name))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model, field = self._indexed(app_label, schema_editor, to_state)
        if field is not None:
            schema_editor.execute(schema_editor._create_index_sql(model, fields=[field]))

    def _indexed(self, app_label: str, schema_editor: Any, state: Any) -> tuple[Any, Any]:
        model = state.apps.get_model(app_label, self.model_name)
        allowed = self.allow_migrate_model(schema_editor.connection.alias, model)
        return model, model._meta.get_field(self.name) if allowed else None
