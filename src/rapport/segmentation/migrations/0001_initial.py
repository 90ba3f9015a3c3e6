import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='PatientFacts',
            fields=[
                ('patient', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='facts', serialize=False, to='people.patient', verbose_name='patient')),
                ('as_of', models.DateField()),
                ('birthday', models.PositiveSmallIntegerField(null=True)),
                ('phones', models.PositiveSmallIntegerField(default=0)),
                ('consents', models.PositiveSmallIntegerField(default=0)),
                ('likely_duplicates', models.PositiveIntegerField(default=0)),
                ('earlier_records', models.PositiveIntegerField(default=0)),
                ('referrals', models.PositiveIntegerField(default=0)),
                ('visits', models.PositiveIntegerField(default=0)),
                ('visits_12m', models.PositiveIntegerField(default=0)),
                ('first_visit', models.DateField(null=True)),
                ('last_visit', models.DateField(null=True)),
                ('billed', models.BigIntegerField(default=0)),
                ('billed_12m', models.BigIntegerField(default=0)),
                ('payments', models.PositiveIntegerField(default=0)),
                ('paid', models.BigIntegerField(default=0)),
                ('paid_12m', models.BigIntegerField(default=0)),
                ('unfinished_plans', models.PositiveIntegerField(default=0)),
                ('unfinished_sum', models.BigIntegerField(default=0)),
                ('thinking_until', models.DateField(null=True)),
                ('open_findings', models.PositiveIntegerField(default=0)),
                ('spend', models.BigIntegerField(default=0)),
                ('spend_12m', models.BigIntegerField(default=0)),
                ('appointments', models.PositiveIntegerField(default=0)),
                ('no_shows', models.PositiveIntegerField(default=0)),
                ('next_appointment', models.DateTimeField(null=True)),
                ('spend_rank', models.PositiveIntegerField(null=True)),
                ('brings_80', models.BooleanField(default=False)),
            ],
            options={
                'indexes': [models.Index(fields=['last_visit'], name='facts_by_last_visit'), models.Index(fields=['spend'], name='facts_by_spend'), models.Index(fields=['birthday'], name='facts_by_birthday')],
            },
        ),
    ]
