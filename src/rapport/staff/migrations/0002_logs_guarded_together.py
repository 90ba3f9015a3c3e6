from django.db import migrations


def let_go(apps, schema_editor):
    """The trigger of the first days; `rapport.staff.guards` says what is refused now, deletes too."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS access_log_kept")
    else:
        schema_editor.execute("DROP TRIGGER IF EXISTS access_log_kept ON staff_accesslog")
        schema_editor.execute("DROP FUNCTION IF EXISTS access_log_kept()")


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_initial")]

    operations = [migrations.RunPython(let_go, migrations.RunPython.noop)]
