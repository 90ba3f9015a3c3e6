import django.db.models.deletion
from django.db import migrations, models

from rapport.lib.own_index import WithoutOwnIndex


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0007_row_of_a_person"),
        ("staff", "0006_one_index_is_enough"),
    ]

    operations = [
        WithoutOwnIndex(
            model_name="consent",
            name="patient",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consents",
                to="people.patient",
                verbose_name="patient",
            ),
        ),
        WithoutOwnIndex(
            model_name="contactpoint",
            name="patient",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contacts",
                to="people.patient",
                verbose_name="patient",
            ),
        ),
        WithoutOwnIndex(
            model_name="note",
            name="patient",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notes",
                to="people.patient",
                verbose_name="patient",
            ),
        ),
        WithoutOwnIndex(
            model_name="notedsatisfaction",
            name="patient",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="satisfactions",
                to="people.patient",
            ),
        ),
        WithoutOwnIndex(
            model_name="patient",
            name="branch",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="patients",
                to="staff.branch",
                verbose_name="branch",
            ),
        ),
        WithoutOwnIndex(
            model_name="patienttag",
            name="patient",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tagged",
                to="people.patient",
                verbose_name="patient",
            ),
        ),
        WithoutOwnIndex(
            model_name="standingchange",
            name="by_hand",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="people.gradebyhand",
            ),
        ),
        WithoutOwnIndex(
            model_name="standingchange",
            name="patient",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="moves",
                to="people.patient",
            ),
        ),
        migrations.AddIndex(
            model_name="standingchange",
            index=models.Index(
                condition=models.Q(("by_hand__isnull", False)), fields=["by_hand"], name="move_by_hand"
            ),
        ),
    ]
