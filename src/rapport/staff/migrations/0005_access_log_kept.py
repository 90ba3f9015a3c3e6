"""A row of the access log changes once, when it is sealed; the database itself refuses everything else."""

from django.db import migrations

_SAME = ("id", "at", "by_id", "kind", "patient", "detail")

_SQLITE = f"""
CREATE TRIGGER access_log_kept BEFORE UPDATE ON staff_accesslog
WHEN OLD.number IS NOT NULL OR {" OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _SAME)}
BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END
"""

_POSTGRESQL = f"""
CREATE FUNCTION access_log_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.number IS NOT NULL OR {" OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in _SAME)} THEN
        RAISE EXCEPTION 'the access log is append-only';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER access_log_kept BEFORE UPDATE ON staff_accesslog
FOR EACH ROW EXECUTE FUNCTION access_log_kept()
"""


def keep(apps, schema_editor):
    schema_editor.execute(_SQLITE if schema_editor.connection.vendor == "sqlite" else _POSTGRESQL)


def let_go(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER access_log_kept")
    else:
        schema_editor.execute("DROP TRIGGER access_log_kept ON staff_accesslog; DROP FUNCTION access_log_kept()")


class Migration(migrations.Migration):
    dependencies = [("staff", "0004_access_log_and_sign_in")]
    operations = [migrations.RunPython(keep, let_go)]
