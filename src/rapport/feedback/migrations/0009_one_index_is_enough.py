import django.db.models.deletion
from django.db import migrations, models

from rapport.lib.own_index import WithoutOwnIndex


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0008_slips_that_nobody_can_close"),
        ("people", "0008_one_index_is_enough"),
        ("staff", "0006_one_index_is_enough"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="complaint",
            name="complaint_by_patient",
        ),
        migrations.RemoveIndex(
            model_name="slip",
            name="slip_by_patient",
        ),
        WithoutOwnIndex(
            model_name="complaint",
            name="branch",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.branch"
            ),
        ),
        WithoutOwnIndex(
            model_name="survey",
            name="branch",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.branch"
            ),
        ),
        WithoutOwnIndex(
            model_name="survey",
            name="patient",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="surveys",
                to="people.patient",
            ),
        ),
        WithoutOwnIndex(
            model_name="surveyanswer",
            name="survey",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="answers",
                to="feedback.survey",
            ),
        ),
    ]
