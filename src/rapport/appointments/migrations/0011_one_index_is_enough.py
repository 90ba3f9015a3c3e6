import django.db.models.deletion
from django.db import migrations, models

from rapport.lib.own_index import WithoutOwnIndex


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0010_moved_to_another_chair"),
        ("people", "0008_one_index_is_enough"),
        ("staff", "0006_one_index_is_enough"),
    ]

    operations = [
        WithoutOwnIndex(
            model_name="appointment",
            name="branch",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appointments",
                to="staff.branch",
                verbose_name="branch",
            ),
        ),
        WithoutOwnIndex(
            model_name="appointment",
            name="patient",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="appointments",
                to="people.patient",
                verbose_name="patient",
            ),
        ),
        WithoutOwnIndex(
            model_name="reminder",
            name="appointment",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reminders",
                to="appointments.appointment",
            ),
        ),
        WithoutOwnIndex(
            model_name="slot",
            name="branch",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.branch"
            ),
        ),
    ]
