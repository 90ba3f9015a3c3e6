from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staff", "0003_work")]

    operations = [
        migrations.AddField(
            model_name="branch",
            name="norm_cards",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="cards a day, of each at the front desk"
            ),
        ),
        migrations.AddField(
            model_name="branch",
            name="norm_questionnaires",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="questionnaires a day, of each at the front desk"
            ),
        ),
    ]
