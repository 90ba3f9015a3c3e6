import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0015_clicks_by_mistake"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex("answer", "answer_of_nobody"),
        migrations.AddField("answer", "set_aside_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "answer",
            "set_aside_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            "answer",
            models.Index(
                fields=["at"], name="answer_of_nobody", condition=Q(patient=None, set_aside_at=None)
            ),
        ),
    ]
