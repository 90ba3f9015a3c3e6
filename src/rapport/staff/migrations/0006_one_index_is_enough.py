import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from rapport.lib.own_index import WithoutOwnIndex


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0005_branch_phone"),
    ]

    operations = [
        WithoutOwnIndex(
            model_name="accesslog",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="looks",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
    ]
