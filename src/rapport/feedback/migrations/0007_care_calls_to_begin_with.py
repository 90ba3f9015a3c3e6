from django.db import migrations


def install(apps, schema_editor):
    # what every installation begins with; later changes belong to the clinic
    from rapport.feedback.aftercare.plans import install_plans

    install_plans(apps.get_model("feedback", "CareCallPlan"))


class Migration(migrations.Migration):
    """Somebody is called some days after a treatment, by a plan of its category."""

    dependencies = [("feedback", "0006_who_is_not_asked")]

    operations = [migrations.RunPython(install, migrations.RunPython.noop)]
