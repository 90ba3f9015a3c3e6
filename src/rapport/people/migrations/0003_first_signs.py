from django.db import migrations, models

import rapport.lib.fields
from rapport.people import names

AT_ONCE = 2_000


def write_signs(apps, schema_editor):
    Patient, SearchTerm = (apps.get_model("people", name) for name in ("Patient", "SearchTerm"))
    last = 0
    while ids := list(Patient.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        terms = {pk: [] for pk in ids}
        for pk, term in SearchTerm.objects.filter(patient__in=ids).values_list("patient_id", "term"):
            terms[pk].append(term)
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE people_searchterm SET signs = %s WHERE patient_id = %s",
                [(names.first_signs(found), pk) for pk, found in terms.items()],
            )
        last = ids[-1]


class Migration(migrations.Migration):
    dependencies = [("people", "0002_plain_numbers")]

    operations = [
        migrations.RemoveIndex(model_name="searchterm", name="term_by_name"),
        migrations.AddField(
            model_name="searchterm",
            name="signs",
            field=rapport.lib.fields.BytewiseCharField(default="", max_length=120),
            preserve_default=False,
        ),
        migrations.RunPython(write_signs, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="searchterm",
            index=models.Index(fields=["term", "sort_key", "patient", "branch", "signs"], name="term_by_name"),
        ),
    ]
