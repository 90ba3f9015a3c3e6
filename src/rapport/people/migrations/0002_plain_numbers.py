from django.db import migrations, models

import rapport.people.models.number


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("staff", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="patient",
            index=models.Index(
                models.F("branch"),
                rapport.people.models.number.PlainNumber("file_number"),
                name="patient_by_plain_number",
            ),
        ),
    ]
