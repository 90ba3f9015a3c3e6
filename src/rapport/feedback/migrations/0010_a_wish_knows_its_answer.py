import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0009_one_index_is_enough"),
        ("outreach", "0018_one_index_is_enough"),
    ]

    operations = [
        migrations.AddField(
            model_name="survey",
            name="wish",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="outreach.task",
            ),
        ),
    ]
