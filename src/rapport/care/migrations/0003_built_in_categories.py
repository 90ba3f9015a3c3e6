from django.db import migrations


def add(apps, schema_editor):
    # the rows every installation starts with; later changes belong to the clinic
    from rapport.care.models.category import BUILT_IN

    Category = apps.get_model("care", "Category")
    Category.objects.bulk_create(
        Category(code=code, need=need, position=position) for position, (code, need) in enumerate(BUILT_IN)
    )


class Migration(migrations.Migration):
    dependencies = [("care", "0002_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
