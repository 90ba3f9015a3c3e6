import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('appointments', '0005_waiting_list_and_reminders'),
    ]

    operations = [
        migrations.AddField(
            model_name='appointmentstep',
            name='moved_from_end',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='appointmentstep',
            name='undoes',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='undone_by', to='appointments.appointmentstep'),
        ),
    ]
