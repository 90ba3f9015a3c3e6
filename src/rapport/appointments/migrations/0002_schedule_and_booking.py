import django.db.models.deletion
import rapport.lib.clock
from django.conf import settings
from django.db import migrations, models

from rapport.lib.tables import CreateTogether


class Migration(migrations.Migration):

    dependencies = [
        ('appointments', '0001_initial'),
        ('care', '0003_payments_by_day'),
        ('staff', '0003_work'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='appointment',
            name='in_chair_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='in the chair at'),
        ),
        migrations.AddField(
            model_name='appointment',
            name='key',
            field=models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True),
        ),
        CreateTogether([
            migrations.CreateModel(
                name='AppointmentStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('booked', 'booked'), ('confirmed', 'confirmed'), ('arrived', 'arrived'), ('in_chair', 'in the chair'), ('done', 'done'), ('no_show', 'did not come'), ('cancelled', 'cancelled'), ('unknown', 'not known')], max_length=10, verbose_name='state')),
                    ('at', models.DateTimeField(default=rapport.lib.clock.now)),
                    ('through', models.CharField(choices=[('desk', 'at the desk'), ('phone', 'on the phone'), ('online', 'by the client, online'), ('itself', 'by itself')], max_length=6, verbose_name='through')),
                    ('why', models.CharField(blank=True, choices=[('ill', 'ill'), ('no_time', 'no time'), ('money', 'money'), ('afraid', 'afraid'), ('elsewhere', 'went elsewhere'), ('other', 'another reason'), ('dentist_away', 'the dentist is away'), ('clinic', 'the clinic asked for it')], max_length=12, verbose_name='why')),
                    ('words', models.CharField(blank=True, max_length=300, verbose_name='in words')),
                    ('moved_from', models.DateTimeField(null=True)),
                    ('appointment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='appointments.appointment')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'step of an appointment',
                    'verbose_name_plural': 'steps of appointments',
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Chair',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=60, verbose_name='chair')),
                    ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                    ('retired_at', models.DateTimeField(blank=True, null=True)),
                    ('branch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chairs', to='staff.branch', verbose_name='branch')),
                ],
                options={
                    'verbose_name': 'chair',
                    'verbose_name_plural': 'chairs',
                    'ordering': ['position', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('branch', 'name'), name='chair_once_a_branch')],
                },
            ),
            migrations.CreateModel(
                name='ExtraHours',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('opens_at', models.TimeField(verbose_name='from')),
                    ('closes_at', models.TimeField(verbose_name='until')),
                    ('day', models.DateField(verbose_name='day')),
                    ('made_at', models.DateTimeField(default=rapport.lib.clock.now)),
                    ('branch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='staff.branch', verbose_name='branch')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('chair', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='appointments.chair', verbose_name='chair')),
                    ('dentist', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dentist')),
                ],
                options={
                    'verbose_name': 'extra hours',
                    'verbose_name_plural': 'extra hours',
                    'indexes': [models.Index(fields=['branch', 'day'], name='extra_by_branch_day')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='extra_hours_end_later')],
                },
            ),
            migrations.CreateModel(
                name='Service',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('names', models.JSONField(verbose_name='names')),
                    ('minutes', models.PositiveSmallIntegerField(verbose_name='minutes')),
                    ('buffer_minutes', models.PositiveSmallIntegerField(default=0, verbose_name='minutes to make ready afterwards')),
                    ('bookable_online', models.BooleanField(default=True, verbose_name='clients book it themselves')),
                    ('early_days', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='days earlier for class A')),
                    ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                    ('made_at', models.DateTimeField(default=rapport.lib.clock.now)),
                    ('retired_at', models.DateTimeField(blank=True, null=True)),
                    ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='care.category', to_field='code', verbose_name='category')),
                    ('given_by', models.ManyToManyField(blank=True, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given by')),
                ],
                options={
                    'verbose_name': 'service',
                    'verbose_name_plural': 'services',
                    'ordering': ['position', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('minutes__range', (5, 600))), name='service_takes_time')],
                },
            ),
            migrations.CreateModel(
                name='Slot',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('starts_at', models.DateTimeField()),
                    ('ends_at', models.DateTimeField()),
                    ('token_sha256', models.CharField(max_length=64, null=True, unique=True)),
                    ('held_until', models.DateTimeField(null=True)),
                    ('made_at', models.DateTimeField(default=rapport.lib.clock.now)),
                    ('appointment', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='slot', to='appointments.appointment')),
                    ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.branch')),
                    ('chair', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appointments.chair')),
                    ('dentist', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('service', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appointments.service')),
                ],
                options={
                    'verbose_name': 'slot',
                    'verbose_name_plural': 'slots',
                    'indexes': [models.Index(fields=['dentist', 'starts_at'], name='slot_by_dentist'), models.Index(fields=['chair', 'starts_at'], name='slot_by_chair'), models.Index(fields=['branch', 'starts_at'], name='slot_by_branch'), models.Index(condition=models.Q(('held_until__isnull', False)), fields=['held_until'], name='slot_by_hold')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='slot_takes_time'), models.CheckConstraint(condition=models.Q(models.Q(('appointment__isnull', False), ('held_until', None), ('token_sha256', None)), models.Q(('appointment', None), ('held_until__isnull', False), ('token_sha256__isnull', False)), _connector='OR'), name='slot_booked_or_held')],
                },
            ),
            migrations.CreateModel(
                name='WorkingHours',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('opens_at', models.TimeField(verbose_name='from')),
                    ('closes_at', models.TimeField(verbose_name='until')),
                    ('weekday', models.PositiveSmallIntegerField(choices=[(1, 'Monday'), (2, 'Tuesday'), (3, 'Wednesday'), (4, 'Thursday'), (5, 'Friday'), (6, 'Saturday'), (7, 'Sunday')], verbose_name='day of the week')),
                    ('valid_from', models.DateField(verbose_name='valid from')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid until')),
                    ('branch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='staff.branch', verbose_name='branch')),
                    ('chair', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='appointments.chair', verbose_name='chair')),
                    ('dentist', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dentist')),
                ],
                options={
                    'verbose_name': 'working hours',
                    'verbose_name_plural': 'working hours',
                    'indexes': [models.Index(fields=['branch', 'weekday'], name='hours_by_branch_day')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='hours_end_later'), models.CheckConstraint(condition=models.Q(('weekday__range', (1, 7))), name='hours_of_a_day_of_the_week')],
                },
            ),
            migrations.CreateModel(
                name='Absence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('leave', 'on leave'), ('ill', 'ill'), ('course', 'on a course'), ('closed', 'closed')], max_length=6, verbose_name='why')),
                    ('first_day', models.DateField(verbose_name='first day')),
                    ('last_day', models.DateField(verbose_name='last day')),
                    ('from_time', models.TimeField(blank=True, null=True, verbose_name='from')),
                    ('to_time', models.TimeField(blank=True, null=True, verbose_name='until')),
                    ('words', models.CharField(blank=True, max_length=200, verbose_name='remark')),
                    ('made_at', models.DateTimeField(default=rapport.lib.clock.now)),
                    ('branch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='staff.branch', verbose_name='branch')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('dentist', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dentist')),
                ],
                options={
                    'verbose_name': 'absence',
                    'verbose_name_plural': 'absences',
                    'indexes': [models.Index(fields=['last_day'], name='absence_by_end')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='absence_ends_later'), models.CheckConstraint(condition=models.Q(('dentist__isnull', False), ('branch__isnull', False), _connector='OR'), name='absence_of_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('from_time', None), ('to_time', None)), ('to_time__gt', models.F('from_time')), _connector='OR'), name='absence_hours_end_later')],
                },
            ),
            migrations.CreateModel(
                name='BookingTerms',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('days_ahead', models.PositiveSmallIntegerField(default=30, verbose_name='days ahead that clients may book')),
                    ('early_days', models.PositiveSmallIntegerField(default=14, verbose_name='days more for class A')),
                    ('kept_percent', models.PositiveSmallIntegerField(default=20, verbose_name='percent of a day kept for class A')),
                    ('kept_until_hours', models.PositiveSmallIntegerField(default=48, verbose_name='kept until so many hours before')),
                    ('notice_hours', models.PositiveSmallIntegerField(default=2, verbose_name='hours between booking and coming')),
                    ('hold_minutes', models.PositiveSmallIntegerField(default=5, verbose_name='minutes a time is held while somebody fills in')),
                    ('step_minutes', models.PositiveSmallIntegerField(default=15, verbose_name='minutes between two beginnings')),
                    ('closed_on_holidays', models.BooleanField(default=True, verbose_name='closed on public holidays')),
                    ('branch', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='booking_terms', to='staff.branch')),
                ],
                options={
                    'verbose_name': 'terms of booking',
                    'verbose_name_plural': 'terms of booking',
                    'constraints': [models.CheckConstraint(condition=models.Q(('kept_percent__lte', 100)), name='kept_is_a_share'), models.CheckConstraint(condition=models.Q(('step_minutes__range', (5, 120))), name='beginnings_are_apart'), models.CheckConstraint(condition=models.Q(('hold_minutes__range', (1, 60))), name='a_hold_ends')],
                },
            ),
        ]),
        migrations.AddField(
            model_name='appointment',
            name='booked_service',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='appointments.service', verbose_name='service'),
        ),
    ]
