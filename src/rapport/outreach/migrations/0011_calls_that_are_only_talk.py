from django.db import migrations, models


class Migration(migrations.Migration):
    """A call that was only talk ends as done, and a task may say how often it is tried."""

    dependencies = [("outreach", "0010_claimed_and_handed_over")]

    operations = [
        migrations.AddField(
            model_name="task",
            name="most_attempts",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="call",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("booked", "Booked"),
                    ("call_back", "Call back"),
                    ("no_answer", "No answer"),
                    ("thinking", "Thinks until…"),
                    ("complaint", "Complaint"),
                    ("wrong_number", "Wrong number"),
                    ("refused", "Refused"),
                    ("done", "Done"),
                    ("never", "Never call again"),
                ],
                max_length=12,
                verbose_name="outcome",
            ),
        ),
    ]
