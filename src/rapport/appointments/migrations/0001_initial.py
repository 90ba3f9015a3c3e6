import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('care', '0001_initial'),
        ('people', '0001_initial'),
        ('staff', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Appointment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appointments', to='people.patient', verbose_name='patient')),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='staff.branch', verbose_name='branch')),
                ('starts_at', models.DateTimeField(verbose_name='starts at')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='ends at')),
                ('dentist', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dentist')),
                ('dentist_words', models.CharField(blank=True, max_length=120, verbose_name='dentist, in words')),
                ('chair', models.CharField(blank=True, max_length=60, verbose_name='chair')),
                ('service', models.CharField(blank=True, max_length=200, verbose_name='service')),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='care.category', to_field='code', verbose_name='category')),
                ('state', models.CharField(choices=[('booked', 'booked'), ('confirmed', 'confirmed'), ('arrived', 'arrived'), ('in_chair', 'in the chair'), ('done', 'done'), ('no_show', 'did not come'), ('cancelled', 'cancelled'), ('unknown', 'not known')], default='booked', max_length=10, verbose_name='state')),
                ('booked_on', models.DateField(blank=True, null=True, verbose_name='booked on')),
                ('arrived_at', models.DateTimeField(blank=True, null=True, verbose_name='arrived at')),
                ('visit', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='appointment', to='care.visit')),
                ('remark', models.CharField(blank=True, max_length=500, verbose_name='remark')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'appointment',
                'verbose_name_plural': 'appointments',
                'indexes': [models.Index(fields=['branch', 'starts_at'], name='appointment_by_branch_time'), models.Index(fields=['patient', 'state', 'starts_at'], name='appointment_by_patient')],
            },
        ),
    ]
