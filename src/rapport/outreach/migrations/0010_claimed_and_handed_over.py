from django.db import migrations, models


class Migration(migrations.Migration):
    """Between the claim and the provider a message is surely not sent, and the outbox knows it."""

    dependencies = [("outreach", "0009_account_secrets_named")]

    operations = [
        migrations.RemoveIndex(model_name="message", name="message_by_address"),
        migrations.RenameField(model_name="message", old_name="claimed_at", new_name="handed_over_at"),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["address", "handed_over_at"],
                name="message_by_address",
                condition=~models.Q(address=""),
            ),
        ),
    ]
