from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("importing", "0001_initial")]

    operations = [migrations.RenameField("importsheet", "linked_to", "finished_to")]
