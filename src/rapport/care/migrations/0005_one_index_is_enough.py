import django.db.models.deletion
from django.db import migrations, models

from rapport.lib.own_index import WithoutOwnIndex


class Migration(migrations.Migration):
    dependencies = [
        ("care", "0004_money_told_twice"),
        ("people", "0008_one_index_is_enough"),
        ("staff", "0006_one_index_is_enough"),
    ]

    operations = [
        WithoutOwnIndex(
            model_name="judgement",
            name="patient",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="judgements",
                to="people.patient",
            ),
        ),
        WithoutOwnIndex(
            model_name="plan",
            name="patient",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="plans",
                to="people.patient",
                verbose_name="patient",
            ),
        ),
        WithoutOwnIndex(
            model_name="visit",
            name="branch",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="visits",
                to="staff.branch",
                verbose_name="branch",
            ),
        ),
    ]
