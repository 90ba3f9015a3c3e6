import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('care', '0001_initial'),
        ('people', '0004_standings'),
        ('staff', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Judgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('awareness', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='awareness of oral health')),
                ('demands', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3)], verbose_name='what they demand')),
                ('reluctance', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3)], verbose_name='reluctance')),
                ('technical_hazard', models.BooleanField(default=False, verbose_name='technical hazard')),
                ('own_conditions', models.BooleanField(default=False, verbose_name='conditions of their own endanger the result')),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': "dentist's judgement",
                'verbose_name_plural': "dentist's judgements",
            },
        ),
        migrations.RemoveIndex(
            model_name='visit',
            name='visit_by_patient_day',
        ),
        migrations.AlterField(
            model_name='visit',
            name='patient',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='people.patient', verbose_name='patient'),
        ),
        migrations.AddIndex(
            model_name='visit',
            index=models.Index(fields=['patient', 'day', 'waiting_minutes'], name='visit_covering'),
        ),
        migrations.AddField(
            model_name='judgement',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='judgement',
            name='patient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='judgements', to='people.patient'),
        ),
        migrations.AddField(
            model_name='judgement',
            name='visit',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='judgements', to='care.visit'),
        ),
        migrations.AddIndex(
            model_name='judgement',
            index=models.Index(fields=['patient', '-at'], name='judgement_by_patient'),
        ),
        migrations.AddConstraint(
            model_name='judgement',
            constraint=models.CheckConstraint(condition=models.Q(('awareness__range', (1, 5))), name='awareness_from_1_to_5'),
        ),
        migrations.AddConstraint(
            model_name='judgement',
            constraint=models.CheckConstraint(condition=models.Q(('demands__range', (1, 3))), name='demands_from_1_to_3'),
        ),
        migrations.AddConstraint(
            model_name='judgement',
            constraint=models.CheckConstraint(condition=models.Q(('reluctance__range', (1, 3))), name='reluctance_from_1_to_3'),
        ),
    ]
