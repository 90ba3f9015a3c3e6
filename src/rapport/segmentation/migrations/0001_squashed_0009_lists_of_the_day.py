import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from rapport.lib.tables import CreateTogether


def install(apps, schema_editor):
    # the rules every installation starts with; later changes belong to the clinic
    from rapport.segmentation.worklists.shipping import install_rules

    install_rules(apps.get_model("outreach", "TaskRule"))


class Migration(migrations.Migration):

    replaces = [
        ('segmentation', '0001_initial'),
        ('segmentation', '0002_policies_and_segments'),
        ('segmentation', '0003_asking_for_approval'),
        ('segmentation', '0004_segment_removed'),
        ('segmentation', '0005_count_of_grades'),
        ('segmentation', '0006_daily_looks'),
        ('segmentation', '0007_contacts_and_lists'),
        ('segmentation', '0008_unranked'),
        ('segmentation', '0009_lists_of_the_day'),
    ]

    initial = True

    dependencies = [
        ('outreach', '0006_rules_and_steps_of_tasks'),
        ('people', '0004_standings'),
        ('staff', '0002_logs_guarded_together'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='GradeCount',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('branch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='staff.branch')),
                    ('day', models.DateField()),
                    ('scheme', models.CharField(choices=[('prospect', 'prospect class'), ('care', 'care class'), ('value', 'value'), ('loyalty', 'loyalty'), ('lifecycle', 'stage of care')], max_length=10)),
                    ('grade', models.CharField(max_length=10)),
                    ('people', models.PositiveIntegerField()),
                    ('active', models.PositiveIntegerField()),
                ],
                options={
                    'verbose_name': 'number of people in a class',
                    'verbose_name_plural': 'numbers of people in the classes',
                    'constraints': [models.UniqueConstraint(fields=('branch', 'day', 'scheme', 'grade'), name='counted_once_a_day')],
                },
            ),
            migrations.CreateModel(
                name='PatientFacts',
                fields=[
                    ('patient', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='facts', serialize=False, to='people.patient', verbose_name='patient')),
                    ('as_of', models.DateField()),
                    ('birthday', models.PositiveSmallIntegerField(null=True)),
                    ('age', models.SmallIntegerField(null=True)),
                    ('contact_points', models.PositiveSmallIntegerField(default=0)),
                    ('phones', models.PositiveSmallIntegerField(default=0)),
                    ('reachable_by', models.BigIntegerField(default=0)),
                    ('agrees_processing', models.PositiveIntegerField(default=0)),
                    ('agrees_care', models.PositiveIntegerField(default=0)),
                    ('agrees_marketing', models.PositiveIntegerField(default=0)),
                    ('agrees_photos', models.PositiveIntegerField(default=0)),
                    ('consents', models.BigIntegerField(default=0)),
                    ('likely_duplicates', models.PositiveIntegerField(default=0)),
                    ('earlier_records', models.PositiveIntegerField(default=0)),
                    ('referrals', models.PositiveIntegerField(default=0)),
                    ('referrals_came', models.PositiveIntegerField(default=0)),
                    ('needs', models.BigIntegerField(default=0)),
                    ('events', models.PositiveIntegerField(default=0)),
                    ('last_event', models.DateField(null=True)),
                    ('purchases', models.PositiveIntegerField(default=0)),
                    ('bought', models.BigIntegerField(default=0)),
                    ('unhappy', models.PositiveSmallIntegerField(default=0)),
                    ('departures', models.PositiveSmallIntegerField(default=0)),
                    ('visits', models.PositiveIntegerField(default=0)),
                    ('visits_12m', models.PositiveIntegerField(default=0)),
                    ('visits_24m', models.PositiveIntegerField(default=0)),
                    ('first_visit', models.DateField(null=True)),
                    ('last_visit', models.DateField(null=True)),
                    ('waiting', models.IntegerField(null=True)),
                    ('with_us', models.IntegerField(null=True)),
                    ('billed', models.BigIntegerField(default=0)),
                    ('billed_12m', models.BigIntegerField(default=0)),
                    ('billed_24m', models.BigIntegerField(default=0)),
                    ('treatments', models.PositiveIntegerField(default=0)),
                    ('treated', models.BigIntegerField(default=0)),
                    ('preventive', models.PositiveIntegerField(default=0)),
                    ('last_checkup', models.DateField(null=True)),
                    ('checkups_kept_24m', models.PositiveIntegerField(default=0)),
                    ('implant_sum', models.BigIntegerField(default=0)),
                    ('orthodontic_sum', models.BigIntegerField(default=0)),
                    ('restoration_sum', models.BigIntegerField(default=0)),
                    ('payments', models.PositiveIntegerField(default=0)),
                    ('paid', models.BigIntegerField(default=0)),
                    ('paid_12m', models.BigIntegerField(default=0)),
                    ('paid_24m', models.BigIntegerField(default=0)),
                    ('unfinished_plans', models.PositiveIntegerField(default=0)),
                    ('unfinished_sum', models.BigIntegerField(default=0)),
                    ('thinking_until', models.DateField(null=True)),
                    ('open_findings', models.PositiveIntegerField(default=0)),
                    ('urgent_findings', models.PositiveIntegerField(default=0)),
                    ('judged_awareness', models.PositiveSmallIntegerField(null=True)),
                    ('judged_demands', models.PositiveSmallIntegerField(null=True)),
                    ('judged_reluctance', models.PositiveSmallIntegerField(null=True)),
                    ('hazard', models.PositiveSmallIntegerField(default=0)),
                    ('endangering', models.PositiveSmallIntegerField(default=0)),
                    ('interruption', models.CharField(max_length=10, null=True)),
                    ('spend', models.BigIntegerField(default=0)),
                    ('spend_12m', models.BigIntegerField(default=0)),
                    ('spend_24m', models.BigIntegerField(default=0)),
                    ('prevention_share', models.IntegerField(null=True)),
                    ('recall_kept', models.IntegerField(null=True)),
                    ('main_need', models.CharField(max_length=12, null=True)),
                    ('derived_awareness', models.PositiveSmallIntegerField(null=True)),
                    ('derived_demands', models.PositiveSmallIntegerField(null=True)),
                    ('awareness', models.PositiveSmallIntegerField(null=True)),
                    ('demands', models.PositiveSmallIntegerField(null=True)),
                    ('contacts_7d', models.PositiveIntegerField(default=0)),
                    ('contacts_30d', models.PositiveIntegerField(default=0)),
                    ('contacts_90d', models.PositiveIntegerField(default=0)),
                    ('calls_12m', models.PositiveIntegerField(default=0)),
                    ('last_contact', models.DateField(null=True)),
                    ('appointments', models.PositiveIntegerField(default=0)),
                    ('no_shows', models.PositiveIntegerField(default=0)),
                    ('next_appointment', models.DateTimeField(null=True)),
                    ('next_visit', models.DateField(null=True)),
                    ('derived_reluctance', models.PositiveSmallIntegerField(null=True)),
                    ('reluctance', models.PositiveSmallIntegerField(null=True)),
                    ('loyal_signals', models.PositiveSmallIntegerField(default=0)),
                    ('activity', models.PositiveIntegerField(default=0)),
                    ('spend_rank', models.PositiveIntegerField(null=True)),
                    ('spend_place', models.PositiveSmallIntegerField(null=True)),
                    ('brings_80', models.BooleanField(default=False)),
                ],
                options={
                    'indexes': [models.Index(fields=['last_visit'], name='facts_by_last_visit'), models.Index(fields=['spend'], name='facts_by_spend'), models.Index(fields=['birthday'], name='facts_by_birthday'), models.Index(condition=models.Q(('spend__gt', 0), ('spend_rank', None)), fields=['spend_rank'], name='facts_unranked')],
                },
            ),
            migrations.CreateModel(
                name='PlaceByMoney',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('branch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='staff.branch')),
                    ('place', models.PositiveSmallIntegerField()),
                    ('least', models.BigIntegerField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('branch', 'place'), name='one_step_per_place')],
                },
            ),
            migrations.CreateModel(
                name='PolicyVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('scheme', models.CharField(choices=[('prospect', 'prospect class'), ('care', 'care class'), ('value', 'value'), ('loyalty', 'loyalty'), ('lifecycle', 'stage of care')], max_length=10, verbose_name='scheme')),
                    ('version', models.PositiveIntegerField(verbose_name='version')),
                    ('text', models.TextField(verbose_name='rules')),
                    ('remark', models.CharField(blank=True, max_length=300, verbose_name='what changes, and why')),
                    ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('drafted_at', models.DateTimeField()),
                    ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('asked_at', models.DateTimeField(null=True)),
                    ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('approved_at', models.DateTimeField(null=True)),
                    ('activated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('activated_at', models.DateTimeField(null=True)),
                    ('followed', models.PositiveIntegerField(null=True)),
                    ('retired_at', models.DateTimeField(null=True)),
                    ('discarded_at', models.DateTimeField(null=True)),
                ],
                options={
                    'verbose_name': 'policy',
                    'verbose_name_plural': 'policies',
                    'ordering': ['scheme', '-version'],
                    'constraints': [models.UniqueConstraint(fields=('scheme', 'version'), name='policy_version_once'), models.UniqueConstraint(condition=models.Q(('activated_at__isnull', False), ('retired_at', None)), fields=('scheme',), name='one_policy_in_force_per_scheme'), models.UniqueConstraint(condition=models.Q(('activated_at', None), ('discarded_at', None)), fields=('scheme',), name='one_draft_per_scheme'), models.CheckConstraint(condition=models.Q(('retired_at', None), ('retired_at__gte', models.F('activated_at')), _connector='OR'), name='retired_after_activation')],
                },
            ),
            migrations.CreateModel(
                name='Segment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, verbose_name='name')),
                    ('text', models.TextField(max_length=4000, verbose_name='condition')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='segments', to=settings.AUTH_USER_MODEL)),
                    ('shared', models.BooleanField(default=False, verbose_name='shared with colleagues')),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('changed_at', models.DateTimeField(auto_now=True)),
                    ('removed_at', models.DateTimeField(editable=False, null=True)),
                ],
                options={
                    'verbose_name': 'segment',
                    'verbose_name_plural': 'segments',
                    'ordering': ['name'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('owner', 'name'), name='segment_name_once_per_owner')],
                },
            ),
            migrations.CreateModel(
                name='Sweep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('zone', models.CharField(max_length=63)),
                    ('day', models.DateField()),
                    ('at', models.DateTimeField()),
                    ('lists_at', models.DateTimeField(null=True)),
                    ('people', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'verbose_name': 'daily look at everyone',
                    'verbose_name_plural': 'daily looks at everyone',
                    'constraints': [models.UniqueConstraint(fields=('zone', 'day'), name='sweep_once_per_zone_and_day')],
                },
            ),
            migrations.CreateModel(
                name='WaitingForList',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('branch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='staff.branch')),
                    ('work_list', models.CharField(choices=[('recall', 'Recall'), ('plan', 'Unfinished plans'), ('steward', 'Nobody looks after them'), ('birthday', 'Birthdays'), ('name_day', 'Name-days'), ('sleeping', 'Sleeping clients'), ('consent', 'Consent missing'), ('call_back', 'Call-backs wished'), ('own', 'Own tasks')], max_length=12, verbose_name='list')),
                    ('people', models.PositiveIntegerField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('branch', 'work_list'), name='waiting_per_list')],
                },
            ),
        ]),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
