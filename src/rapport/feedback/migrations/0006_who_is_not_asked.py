from django.db import migrations, models


class Migration(migrations.Migration):
    """Who is not asked is counted apart, with the reason; after some days without an answer they are called."""

    dependencies = [("feedback", "0005_complaints_followed")]

    operations = [
        migrations.AddField(
            model_name="survey",
            name="not_asked_why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("deceased", "has died"),
                    ("never", "asked never to be contacted"),
                    ("no_guardian", "a child for whom nobody speaks"),
                    ("no_consent", "does not agree to be called or written to"),
                    ("long_ago", "too long ago when it came to be known"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="terms",
            name="call_after_days",
            field=models.PositiveSmallIntegerField(default=3, verbose_name="days without an answer before a call"),
        ),
    ]
