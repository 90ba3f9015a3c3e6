import django.db.models.deletion
from django.db import migrations, models


def install(apps, schema_editor):
    # the rules every installation starts with; later changes belong to the clinic
    from rapport.segmentation.worklists.shipping import install_rules

    install_rules(apps.get_model("outreach", "TaskRule"))


class Migration(migrations.Migration):

    dependencies = [
        ('outreach', '0006_rules_and_steps_of_tasks'),
        ('segmentation', '0006_daily_looks'),
        ('staff', '0002_logs_guarded_together'),
    ]

    operations = [
        migrations.AddField(
            model_name='patientfacts',
            name='calls_12m',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='patientfacts',
            name='contacts_30d',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='patientfacts',
            name='contacts_7d',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='patientfacts',
            name='contacts_90d',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='patientfacts',
            name='last_contact',
            field=models.DateField(null=True),
        ),
        migrations.CreateModel(
            name='WaitingForList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('work_list', models.CharField(choices=[('recall', 'Recall'), ('plan', 'Unfinished plans'), ('steward', 'Nobody looks after them'), ('birthday', 'Birthdays'), ('name_day', 'Name-days'), ('sleeping', 'Sleeping clients'), ('consent', 'Consent missing'), ('call_back', 'Call-backs wished'), ('own', 'Own tasks')], max_length=12, verbose_name='list')),
                ('people', models.PositiveIntegerField()),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='staff.branch')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('branch', 'work_list'), name='waiting_per_list')],
            },
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
