from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0007_online_booking_and_signals")]

    operations = [
        migrations.AddField(
            model_name="bookingterms",
            name="questionnaire_days",
            field=models.PositiveSmallIntegerField(
                blank=True, default=3, null=True, verbose_name="questionnaire, days before"
            ),
        ),
    ]
