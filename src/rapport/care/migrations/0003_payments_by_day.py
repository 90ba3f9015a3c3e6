import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('care', '0002_judgements'),
        ('people', '0004_standings'),
        ('staff', '0002_logs_guarded_together'),
    ]

    operations = [
        migrations.AlterField(
            model_name='payment',
            name='branch',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='staff.branch', verbose_name='branch'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['branch', 'day', 'patient'], name='payment_by_branch_day'),
        ),
    ]
