from django.conf import settings
from django.db import migrations, models


def install(apps, schema_editor):
    # what every installation begins with; later changes belong to the clinic
    from rapport.feedback.questions import install_questions

    install_questions(apps.get_model("feedback", "Question"))


class Migration(migrations.Migration):

    dependencies = [
        ("care", "0003_payments_by_day"),
        ("feedback", "0002_the_client_is_asked_again"),
        ("outreach", "0008_lists_after_a_visit"),
        ("people", "0004_standings"),
        ("staff", "0003_work"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='question',
            name='short',
            field=models.JSONField(blank=True, default=dict, verbose_name='in a word'),
        ),
        migrations.AddField(
            model_name='survey',
            name='answered_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='survey',
            name='lowest',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='survey',
            name='overall',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddIndex(
            model_name='survey',
            index=models.Index(condition=models.Q(('ended_how', 'answered')), fields=['patient', 'answered_on', 'overall', 'lowest'], name='survey_answered'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_on__isnull', False), ('ended_how', 'answered'), ('lowest__range', (1, 10)), ('overall__range', (1, 10))), models.Q(models.Q(('ended_how', 'answered'), _negated=True), ('answered_on', None), ('lowest', None), ('overall', None)), _connector='OR'), name='an_answer_has_its_day_and_points'),
        ),
        migrations.RunPython(install, migrations.RunPython.noop),
    ]
