from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('segmentation', '0010_lists_after_a_visit'),
    ]

    operations = [
        migrations.AddField(
            model_name='patientfacts',
            name='average_score_12m',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='patientfacts',
            name='last_score',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='patientfacts',
            name='last_survey',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='patientfacts',
            name='lowest_score_12m',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='patientfacts',
            name='surveys_answered_12m',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='patientfacts',
            name='surveys_unanswered_12m',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
