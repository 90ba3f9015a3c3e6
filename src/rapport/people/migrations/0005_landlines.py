from __future__ import annotations

from typing import Any

from django.db import migrations, models

from rapport.lib.phone import is_landline

_AT_ONCE = 500


def find_landlines(apps: Any, schema_editor: Any) -> None:
    """Numbers that were written down before it was asked what kind of line they are."""
    phones = apps.get_model("people", "ContactPoint").objects.filter(kind="phone", valid=True)
    found = [pk for pk, value in phones.values_list("pk", "value").iterator() if is_landline(value)]
    for start in range(0, len(found), _AT_ONCE):
        phones.filter(pk__in=found[start : start + _AT_ONCE]).update(landline=True)


class Migration(migrations.Migration):
    dependencies = [("people", "0004_standings")]

    operations = [
        migrations.AddField(
            model_name="contactpoint",
            name="landline",
            field=models.BooleanField(default=False, verbose_name="landline"),
        ),
        migrations.RunPython(find_landlines, migrations.RunPython.noop, elidable=True),
    ]
