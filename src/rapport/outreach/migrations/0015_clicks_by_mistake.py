from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outreach", "0014_times_and_reminders")]

    operations = [
        migrations.AddField(model_name="wayout", name="withdrew", field=models.JSONField(default=list)),
    ]
