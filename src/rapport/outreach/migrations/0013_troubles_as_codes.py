from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import JSONObject


def keep_what_was_said(apps, schema_editor):
    messages = apps.get_model("outreach", "Message").objects.exclude(error="")
    messages.update(trouble="said", told=JSONObject(text=F("error")))


class Migration(migrations.Migration):
    """A worker has no language: why a message did not go is a code, and reads in that of the reader."""

    dependencies = [("outreach", "0012_outlooks_on_mailings")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="trouble",
            field=models.CharField(
                blank=True,
                choices=[
                    ("said", "%(text)s"),
                    ("no_line", "No line to the provider: %(why)s"),
                    ("line_broke", "The line broke before the answer: %(why)s"),
                    ("answered", "The provider answered %(code)s: %(text)s"),
                    ("cannot", "The service cannot send it: %(why)s"),
                    ("several_lines", "A line of the header cannot hold several lines."),
                    ("no_email", "This is no e-mail address."),
                    ("no_invitation", "The provider gave no address for the invitation."),
                    ("not_invited", "They have not opened the invitation yet."),
                    ("not_secure", "Telegram comes to an address with https:// alone."),
                    ("network", "The network did not take it."),
                    ("stopped_before", "The worker was stopped before it began."),
                    ("stopped_amid", "Whoever sent it stopped in the middle."),
                    ("by_hand", "Not sent: said by hand."),
                ],
                default="",
                max_length=16,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="message",
            name="told",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.RunPython(keep_what_was_said, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="message", name="error"),
    ]
