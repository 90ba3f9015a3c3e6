import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from rapport.lib.own_index import WithoutOwnIndex


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0017_held_back"),
        ("people", "0008_one_index_is_enough"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        WithoutOwnIndex(
            model_name="call",
            name="caller",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        WithoutOwnIndex(
            model_name="call",
            name="patient",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="calls",
                to="people.patient",
            ),
        ),
        WithoutOwnIndex(
            model_name="call",
            name="version",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="calls",
                to="outreach.scriptversion",
            ),
        ),
        WithoutOwnIndex(
            model_name="contact",
            name="addressed",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="addressed",
                to="people.patient",
            ),
        ),
        WithoutOwnIndex(
            model_name="contact",
            name="patient",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="outreach",
                to="people.patient",
            ),
        ),
        WithoutOwnIndex(
            model_name="message",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="outreach.channelaccount",
            ),
        ),
        WithoutOwnIndex(
            model_name="message",
            name="patient",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="messages",
                to="people.patient",
            ),
        ),
    ]
