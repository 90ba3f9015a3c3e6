import django.db.models.deletion
from django.db import migrations, models

from rapport.lib.own_index import WithoutOwnIndex


class Migration(migrations.Migration):

    dependencies = [
        ('care', '0005_one_index_is_enough'),
        ('people', '0008_one_index_is_enough'),
    ]

    operations = [
        WithoutOwnIndex(
            model_name='treatment',
            name='category',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='care.category', to_field='code', verbose_name='category'),
        ),
        migrations.AddIndex(
            model_name='treatment',
            index=models.Index(fields=['category'], name='treatment_by_category'),
        ),
    ]
