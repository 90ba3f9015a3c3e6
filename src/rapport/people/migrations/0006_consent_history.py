from zoneinfo import ZoneInfo

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import rapport.lib.clock


def retell(apps, schema_editor):
    """A withdrawal was a moment on the row of the consent: now it is a word of its own, said later.

    Where a person withdrew and agreed on one day, the withdrawal counts.
    """
    Consent = apps.get_model("people", "Consent")
    withdrawn = []
    for consent in Consent.objects.select_related("patient__branch").iterator(chunk_size=2_000):
        zone = ZoneInfo(consent.patient.branch.time_zone)
        consent.day_known = consent.given_on is not None
        consent.day = consent.given_on or consent.recorded_at.astimezone(zone).date()
        consent.note = consent.how
        consent.how = {"paper": "paper", "": "file"}.get(consent.how, "spoken")
        if consent.how != "spoken":
            consent.note = ""
        if consent.withdrawn_at:
            day = consent.withdrawn_at.astimezone(zone).date()
            # a day of giving nobody knows is the day it was written down, which may be after the withdrawal
            consent.day = min(consent.day, day)
            withdrawn.append(
                Consent(
                    patient_id=consent.patient_id,
                    purpose=consent.purpose,
                    said="withdrawn",
                    day=day,
                    how="spoken",
                    recorded_by_id=consent.recorded_by_id,
                    recorded_at=consent.withdrawn_at,
                )
            )
        consent.save(update_fields=["day", "day_known", "how", "note"])
    Consent.objects.bulk_create(withdrawn, batch_size=500)
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0005_merges'),
        ('staff', '0002_exports'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ConsentText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('processing', 'processing of personal data'), ('care', 'care messages'), ('marketing', 'marketing messages'), ('photos', 'photos for teaching and publication')], max_length=12, verbose_name='purpose')),
                ('language', models.CharField(choices=[('zh-hans', '中文'), ('ru', 'Русский'), ('en', 'English')], max_length=8, verbose_name='language')),
                ('shipped', models.BooleanField(default=False)),
                ('version', models.PositiveSmallIntegerField(null=True, verbose_name='version')),
                ('body', models.TextField(max_length=20000, verbose_name='text')),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('published_at', models.DateTimeField(null=True, verbose_name='published at')),
            ],
            options={
                'verbose_name': 'consent text',
                'verbose_name_plural': 'consent texts',
            },
        ),
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name='Signing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('opened_at', models.DateTimeField(verbose_name='handed over at')),
                ('expires_at', models.DateTimeField(verbose_name='open until')),
                ('on_tablet', models.BooleanField(default=True)),
                ('signed_at', models.DateTimeField(null=True, verbose_name='signed at')),
                ('language', models.CharField(blank=True, choices=[('zh-hans', '中文'), ('ru', 'Русский'), ('en', 'English')], max_length=8, verbose_name='language')),
                ('signer_name', models.CharField(blank=True, max_length=120, verbose_name='name of who signed')),
                ('relation', models.CharField(blank=True, choices=[('', 'the person'), ('mother', 'mother'), ('father', 'father'), ('grandparent', 'grandparent'), ('guardian', 'guardian'), ('other', 'other representative')], default='', max_length=12, verbose_name='relation')),
                ('strokes', models.JSONField(default=list)),
                ('user_agent', models.CharField(blank=True, max_length=300, verbose_name='browser')),
            ],
            options={
                'verbose_name': 'signing',
                'verbose_name_plural': 'signings',
            },
        ),
        migrations.AddField(
            model_name='consent',
            name='channel',
            field=models.CharField(blank=True, choices=[('', 'any channel'), ('call', 'phone call'), ('sms', 'SMS'), ('email', 'e-mail'), ('wechat', 'WeChat'), ('telegram', 'Telegram'), ('letter', 'letter on paper')], default='', max_length=12, verbose_name='channel'),
        ),
        migrations.AddField(
            model_name='consent',
            name='day',
            field=models.DateField(null=True, verbose_name='on'),
        ),
        migrations.AddField(
            model_name='consent',
            name='day_known',
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name='consent',
            name='expires_on',
            field=models.DateField(blank=True, null=True, verbose_name='holds until'),
        ),
        migrations.AddField(
            model_name='consent',
            name='given_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='words_for_wards', to='people.patient', verbose_name='record of who said it'),
        ),
        migrations.AddField(
            model_name='consent',
            name='giver_name',
            field=models.CharField(blank=True, max_length=120, verbose_name='who said it'),
        ),
        migrations.AddField(
            model_name='consent',
            name='language',
            field=models.CharField(blank=True, choices=[('zh-hans', '中文'), ('ru', 'Русский'), ('en', 'English')], max_length=8, verbose_name='language'),
        ),
        migrations.AddField(
            model_name='consent',
            name='note',
            field=models.CharField(blank=True, max_length=300, verbose_name='note'),
        ),
        migrations.AddField(
            model_name='consent',
            name='reason',
            field=models.CharField(blank=True, choices=[('', 'no reason given'), ('no_time', 'no time'), ('not_offered', 'not offered'), ('did_not_want', 'did not want')], default='', max_length=16, verbose_name='reason'),
        ),
        migrations.AddField(
            model_name='consent',
            name='relation',
            field=models.CharField(blank=True, choices=[('', 'the person'), ('mother', 'mother'), ('father', 'father'), ('grandparent', 'grandparent'), ('guardian', 'guardian'), ('other', 'other representative')], default='', max_length=12, verbose_name='relation'),
        ),
        migrations.AddField(
            model_name='consent',
            name='said',
            field=models.CharField(choices=[('given', 'agreed'), ('refused', 'did not agree'), ('withdrawn', 'withdrawn')], default='given', max_length=12, verbose_name='said'),
        ),
        migrations.AlterField(
            model_name='consent',
            name='patient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='people.patient', verbose_name='patient'),
        ),
        migrations.AlterField(
            model_name='consent',
            name='purpose',
            field=models.CharField(choices=[('processing', 'processing of personal data'), ('care', 'care messages'), ('marketing', 'marketing messages'), ('photos', 'photos for teaching and publication')], max_length=12, verbose_name='purpose'),
        ),
        migrations.AlterField(
            model_name='consent',
            name='recorded_at',
            field=models.DateTimeField(default=rapport.lib.clock.now, editable=False, verbose_name='recorded at'),
        ),
        migrations.AlterField(
            model_name='consent',
            name='recorded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by'),
        ),
        migrations.AddField(
            model_name='consenttext',
            name='branch',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consent_texts', to='staff.branch', verbose_name='branch'),
        ),
        migrations.AddField(
            model_name='consenttext',
            name='edited_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='edited by'),
        ),
        migrations.AddField(
            model_name='consenttext',
            name='published_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by'),
        ),
        migrations.AddField(
            model_name='consent',
            name='text',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.consenttext', verbose_name='text'),
        ),
        migrations.AddField(
            model_name='signing',
            name='given_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signings_for_wards', to='people.patient', verbose_name='record of who signed'),
        ),
        migrations.AddField(
            model_name='signing',
            name='opened_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='handed over by'),
        ),
        migrations.AddField(
            model_name='signing',
            name='patient',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signings', to='people.patient', verbose_name='patient'),
        ),
        migrations.AddField(
            model_name='consent',
            name='signing',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='words', to='people.signing', verbose_name='signing'),
        ),
        migrations.RunPython(retell, migrations.RunPython.noop),
        migrations.RemoveIndex(
            model_name='consent',
            name='consent_by_patient',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='given_on',
        ),
        migrations.RemoveField(
            model_name='consent',
            name='withdrawn_at',
        ),
        migrations.AlterField(
            model_name='consent',
            name='how',
            field=models.CharField(choices=[('tablet', 'signed on a tablet'), ('link', 'signed by link'), ('paper', 'signed on paper'), ('spoken', 'said at the desk'), ('phone', 'said on the phone'), ('message', 'written in a message'), ('file', 'from an imported file'), ('merge', 'merging of two records')], default='spoken', max_length=12, verbose_name='how'),
        ),
        migrations.AlterField(
            model_name='consent',
            name='day',
            field=models.DateField(verbose_name='on'),
        ),
        migrations.AddIndex(
            model_name='consent',
            index=models.Index(fields=['patient', 'purpose', 'day'], name='consent_by_patient'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('channel', ''), ('purpose__in', ['care', 'marketing']), _connector='OR'), name='only_messages_have_channels'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(fields=('signing', 'purpose', 'channel'), name='a_signing_says_each_word_once'),
        ),
        migrations.AddConstraint(
            model_name='consenttext',
            constraint=models.UniqueConstraint(fields=('purpose', 'language', 'branch', 'version'), name='consent_text_version_once_per_branch'),
        ),
        migrations.AddConstraint(
            model_name='consenttext',
            constraint=models.UniqueConstraint(condition=models.Q(('branch', None)), fields=('purpose', 'language', 'version'), name='consent_text_version_once_of_the_house'),
        ),
        migrations.AddConstraint(
            model_name='consenttext',
            constraint=models.UniqueConstraint(condition=models.Q(('published_at', None)), fields=('purpose', 'language', 'branch'), name='one_draft_of_a_text_per_branch'),
        ),
        migrations.AddConstraint(
            model_name='consenttext',
            constraint=models.UniqueConstraint(condition=models.Q(('branch', None), ('published_at', None)), fields=('purpose', 'language'), name='one_draft_of_a_text_of_the_house'),
        ),
        migrations.AddConstraint(
            model_name='consenttext',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('sha256', ''), ('version', None)), models.Q(('published_at__isnull', False), ('version__isnull', False), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='a_published_text_has_version_and_hash'),
        ),
        migrations.AddConstraint(
            model_name='signing',
            constraint=models.CheckConstraint(condition=models.Q(('signed_at', None), models.Q(('signer_name', ''), _negated=True), _connector='OR'), name='who_signs_has_a_name'),
        ),
    ]
