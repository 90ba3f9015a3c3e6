from django.db import migrations


def add(apps, schema_editor):
    from rapport.people.models.tag import BuiltInTag

    Tag = apps.get_model("people", "Tag")
    Tag.objects.bulk_create(Tag(name=code, built_in=code) for code in BuiltInTag.values)


class Migration(migrations.Migration):
    dependencies = [("people", "0002_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
