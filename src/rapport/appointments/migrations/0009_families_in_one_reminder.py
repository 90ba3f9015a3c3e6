import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0008_questionnaire_with_a_booking")]

    operations = [
        migrations.AlterField(
            model_name="reminder",
            name="message",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="outreach.message"
            ),
        ),
    ]
