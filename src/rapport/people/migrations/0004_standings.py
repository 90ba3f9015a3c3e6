import django.db.models.deletion
import rapport.lib.fields
from django.conf import settings
from django.db import migrations, models

from rapport.people import names


def fold_names(apps, schema_editor):
    """Names as criteria compare them."""
    patients = apps.get_model("people", "Patient")
    portion = []
    for patient in patients.objects.only("pk", "full_name", "given_name").iterator():
        patient.name_key = names.fold(patient.full_name)[:200]
        patient.given_key = names.fold(patient.given_name)[:100]
        portion.append(patient)
        if len(portion) == 1000:
            patients.objects.bulk_update(portion, ["name_key", "given_key"])
            portion = []
    patients.objects.bulk_update(portion, ["name_key", "given_key"])


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_first_signs'),
        ('staff', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='patient',
            name='given_key',
            field=rapport.lib.fields.BytewiseCharField(default='', editable=False, max_length=100),
        ),
        migrations.AddField(
            model_name='patient',
            name='name_key',
            field=rapport.lib.fields.BytewiseCharField(default='', editable=False, max_length=200),
        ),
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('day', models.DateField(verbose_name='day')),
                ('online', models.BooleanField(default=False, verbose_name='online')),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='staff.branch', verbose_name='branch')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
            },
        ),
        migrations.CreateModel(
            name='Departure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('left_on', models.DateField(verbose_name='left on')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='why, in words')),
                ('returned_on', models.DateField(null=True, verbose_name='came back on')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='departures', to='people.patient')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'departure',
                'verbose_name_plural': 'departures',
            },
        ),
        migrations.CreateModel(
            name='GradeByHand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.CharField(choices=[('prospect', 'prospect class'), ('care', 'care class'), ('value', 'value'), ('loyalty', 'loyalty'), ('lifecycle', 'stage of care')], max_length=10)),
                ('grade', models.CharField(max_length=10)),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('at', models.DateTimeField()),
                ('until', models.DateField(verbose_name='until')),
                ('ended_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grades_by_hand', to='people.patient')),
            ],
            options={
                'verbose_name': 'grade set by hand',
                'verbose_name_plural': 'grades set by hand',
            },
        ),
        migrations.CreateModel(
            name='HeldMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.CharField(choices=[('prospect', 'prospect class'), ('care', 'care class'), ('value', 'value'), ('loyalty', 'loyalty'), ('lifecycle', 'stage of care')], max_length=10)),
                ('before', models.CharField(max_length=10)),
                ('after', models.CharField(max_length=10)),
                ('since', models.DateField()),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='held_moves', to='people.patient')),
            ],
            options={
                'verbose_name': 'move that waits',
                'verbose_name_plural': 'moves that wait',
            },
        ),
        migrations.CreateModel(
            name='NotedSatisfaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('satisfied', 'satisfied'), ('fair', 'fair'), ('dissatisfied', 'dissatisfied')], max_length=12, verbose_name='satisfaction')),
                ('words', models.CharField(blank=True, max_length=500, verbose_name='in their words')),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='satisfactions', to='people.patient')),
            ],
            options={
                'verbose_name': 'satisfaction noted by hand',
                'verbose_name_plural': 'satisfactions noted by hand',
            },
        ),
        migrations.CreateModel(
            name='Participation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participations', to='people.activity')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participations', to='people.patient')),
            ],
            options={
                'verbose_name': 'participation',
                'verbose_name_plural': 'participations',
            },
        ),
        migrations.CreateModel(
            name='Purchase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('what', models.CharField(max_length=200, verbose_name='what')),
                ('amount', models.BigIntegerField(default=0, verbose_name='amount')),
                ('online', models.BooleanField(default=False, verbose_name='online')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='purchases', to='people.patient')),
            ],
            options={
                'verbose_name': 'purchase',
                'verbose_name_plural': 'purchases',
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('patient', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='standing', serialize=False, to='people.patient')),
                ('prospect', models.CharField(blank=True, max_length=10)),
                ('prospect_since', models.DateField(null=True)),
                ('prospect_version', models.PositiveIntegerField(null=True)),
                ('care', models.CharField(blank=True, max_length=10)),
                ('care_since', models.DateField(null=True)),
                ('care_version', models.PositiveIntegerField(null=True)),
                ('value', models.CharField(blank=True, max_length=10)),
                ('value_since', models.DateField(null=True)),
                ('value_version', models.PositiveIntegerField(null=True)),
                ('loyalty', models.CharField(blank=True, max_length=10)),
                ('loyalty_since', models.DateField(null=True)),
                ('loyalty_version', models.PositiveIntegerField(null=True)),
                ('lifecycle', models.CharField(blank=True, max_length=10)),
                ('lifecycle_since', models.DateField(null=True)),
                ('lifecycle_version', models.PositiveIntegerField(null=True)),
            ],
            options={
                'verbose_name': 'standing',
                'verbose_name_plural': 'standings',
                'indexes': [models.Index(condition=models.Q(('prospect', ''), _negated=True), fields=['prospect'], name='standing_by_prospect'), models.Index(condition=models.Q(('care', ''), _negated=True), fields=['care'], name='standing_by_care'), models.Index(condition=models.Q(('value', ''), _negated=True), fields=['value'], name='standing_by_value'), models.Index(condition=models.Q(('loyalty', ''), _negated=True), fields=['loyalty'], name='standing_by_loyalty'), models.Index(condition=models.Q(('lifecycle', ''), _negated=True), fields=['lifecycle'], name='standing_by_lifecycle')],
            },
        ),
        migrations.CreateModel(
            name='StandingChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.CharField(choices=[('prospect', 'prospect class'), ('care', 'care class'), ('value', 'value'), ('loyalty', 'loyalty'), ('lifecycle', 'stage of care')], max_length=10)),
                ('before', models.CharField(blank=True, max_length=10)),
                ('after', models.CharField(blank=True, max_length=10)),
                ('day', models.DateField()),
                ('policy_version', models.PositiveIntegerField(null=True)),
                ('figures', models.JSONField(default=dict)),
                ('by_hand', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.gradebyhand')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='people.patient')),
            ],
            options={
                'verbose_name': 'move between classes',
                'verbose_name_plural': 'moves between classes',
            },
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.UniqueConstraint(fields=('branch', 'name', 'day'), name='activity_once_per_branch_and_day'),
        ),
        migrations.AddConstraint(
            model_name='departure',
            constraint=models.UniqueConstraint(condition=models.Q(('returned_on', None)), fields=('patient',), name='one_departure_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='gradebyhand',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('patient', 'scheme'), name='one_grade_by_hand_in_force'),
        ),
        migrations.AddConstraint(
            model_name='heldmove',
            constraint=models.UniqueConstraint(fields=('patient', 'scheme'), name='one_waiting_move_per_scheme'),
        ),
        migrations.AddIndex(
            model_name='notedsatisfaction',
            index=models.Index(fields=['patient', '-at'], name='satisfaction_by_patient'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.UniqueConstraint(fields=('patient', 'activity'), name='took_part_once'),
        ),
        migrations.AddIndex(
            model_name='purchase',
            index=models.Index(fields=['patient', 'day'], name='purchase_by_patient'),
        ),
        migrations.AddIndex(
            model_name='standingchange',
            index=models.Index(fields=['patient', 'day'], name='move_by_patient'),
        ),
        migrations.AddIndex(
            model_name='standingchange',
            index=models.Index(fields=['scheme', 'day'], name='move_by_scheme_day'),
        ),
        migrations.RunPython(fold_names, migrations.RunPython.noop),
    ]
