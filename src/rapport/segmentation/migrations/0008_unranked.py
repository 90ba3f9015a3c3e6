from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_standings'),
        ('segmentation', '0007_contacts_and_lists'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='patientfacts',
            index=models.Index(condition=models.Q(('spend__gt', 0), ('spend_rank', None)), fields=['spend_rank'], name='facts_unranked'),
        ),
    ]
