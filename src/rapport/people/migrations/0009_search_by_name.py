import django.db.models.deletion
from django.db import migrations, models

import rapport.lib.fields
from rapport.people import names

AT_ONCE = 2_000


def index_everyone(apps, schema_editor):
    """The terms are worked out from the records, so they are written anew, not brought over."""
    Patient = apps.get_model("people", "Patient")
    last = 0
    while people := list(Patient.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        index(apps, people)
        last = people[-1].pk


def index(apps, people):
    SearchTerm, NameWord, ContactPoint, FormerNumber = (
        apps.get_model("people", name) for name in ("SearchTerm", "NameWord", "ContactPoint", "FormerNumber")
    )
    terms, words = {}, set()
    for one in people:
        name = (one.full_name, one.family_name, one.given_name, one.middle_name)
        terms[one.pk] = names.search_terms(*name) | names.number_terms(one.file_number)
        words |= names.name_words(*name)
    contacts = ContactPoint.objects.filter(patient__in=list(terms))
    for pk, kind, value in contacts.values_list("patient_id", "kind", "value"):
        terms[pk] |= names.phone_terms(value) if kind == "phone" else names.handle_terms(value)
    for pk, number in FormerNumber.objects.filter(patient__in=list(terms)).values_list("patient_id", "number"):
        terms[pk] |= names.number_terms(number)
    SearchTerm.objects.bulk_create(
        SearchTerm(patient=one, branch_id=one.branch_id, sort_key=one.sort_key, term=term)
        for one in people
        for term in sorted(terms[one.pk])
    )
    NameWord.objects.bulk_create([NameWord(word=word) for word in sorted(words)], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0008_mentions"),
        ("staff", "__first__"),
    ]

    operations = [
        migrations.DeleteModel(name="SearchTerm"),
        migrations.CreateModel(
            name="NameWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("word", rapport.lib.fields.BytewiseCharField(max_length=64, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="SearchTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("term", rapport.lib.fields.BytewiseCharField(max_length=64)),
                ("sort_key", rapport.lib.fields.BytewiseCharField(max_length=200)),
                (
                    "branch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="staff.branch",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="terms",
                        to="people.patient",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["term", "sort_key", "patient", "branch"], name="term_by_name")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("patient", "term"), name="term_once_per_patient")
                ],
            },
        ),
        migrations.RunPython(index_everyone, migrations.RunPython.noop),
    ]
