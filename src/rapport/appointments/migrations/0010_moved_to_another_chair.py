import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0009_families_in_one_reminder")]

    operations = [
        migrations.AddField(
            model_name="appointmentstep",
            name="moved_from_chair",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="appointments.chair",
            ),
        ),
    ]
