from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('segmentation', '0011_what_surveys_say'),
    ]

    operations = [
        migrations.AddField(
            model_name='patientfacts',
            name='deceased',
            field=models.BooleanField(default=False),
        ),
        migrations.RunSQL(
            'UPDATE segmentation_patientfacts SET deceased = true '
            'WHERE patient_id IN (SELECT id FROM people_patient WHERE deceased)',
            migrations.RunSQL.noop,
        ),
    ]
