import django.db.models.deletion
import rapport.lib.clock
import rapport.lib.fields
import rapport.people.models.number
import uuid
from django.conf import settings
from django.db import migrations, models

from rapport.lib.tables import CreateTogether


def add_tags(apps, schema_editor):
    # the rows every installation starts with
    from rapport.people.actions import ensure_tags

    ensure_tags(apps.get_model("people", "Tag"))


class Migration(migrations.Migration):

    replaces = [
        ('people', '0001_initial'),
        ('people', '0002_plain_numbers'),
        ('people', '0003_first_signs'),
        ('people', '0004_standings'),
        ('people', '0005_landlines'),
        ('people', '0006_questionnaires'),
    ]

    initial = True

    dependencies = [
        # whose many small steps each build again all that is related to the user: done while that is little
        ('auditlog', '0017_add_actor_email'),
        ('mfa', '0003_authenticator_type_uniq'),
        ('staff', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='Household',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120, verbose_name='name')),
                ],
                options={
                    'verbose_name': 'household',
                    'verbose_name_plural': 'households',
                },
            ),
            migrations.CreateModel(
                name='Source',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120, unique=True, verbose_name='name')),
                    ('kind', models.CharField(choices=[('search', 'active search'), ('online', 'online following'), ('event', 'event'), ('referral', 'referral'), ('walk_in', 'walk-in'), ('former', 'former patient'), ('other', 'other')], default='other', max_length=12, verbose_name='kind')),
                ],
                options={
                    'verbose_name': 'source',
                    'verbose_name_plural': 'sources',
                    'ordering': ['name'],
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
                name='ConsentText',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('purpose', models.CharField(choices=[('processing', 'processing of personal data'), ('care', 'care messages'), ('marketing', 'marketing messages'), ('photos', 'photos for teaching and publication')], max_length=12, verbose_name='purpose')),
                    ('language', models.CharField(choices=[('zh-hans', '中文'), ('ru', 'Русский'), ('en', 'English')], max_length=8, verbose_name='language')),
                    ('branch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consent_texts', to='staff.branch', verbose_name='branch')),
                    ('shipped', models.BooleanField(default=False)),
                    ('version', models.PositiveSmallIntegerField(null=True, verbose_name='version')),
                    ('body', models.TextField(max_length=20000, verbose_name='text')),
                    ('sha256', models.CharField(blank=True, max_length=64)),
                    ('edited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='edited by')),
                    ('published_at', models.DateTimeField(null=True, verbose_name='published at')),
                    ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by')),
                ],
                options={
                    'verbose_name': 'consent text',
                    'verbose_name_plural': 'consent texts',
                    'constraints': [models.UniqueConstraint(fields=('purpose', 'language', 'branch', 'version'), name='consent_text_version_once_per_branch'), models.UniqueConstraint(condition=models.Q(('branch', None)), fields=('purpose', 'language', 'version'), name='consent_text_version_once_of_the_house'), models.UniqueConstraint(condition=models.Q(('published_at', None)), fields=('purpose', 'language', 'branch'), name='one_draft_of_a_text_per_branch'), models.UniqueConstraint(condition=models.Q(('branch', None), ('published_at', None)), fields=('purpose', 'language'), name='one_draft_of_a_text_of_the_house'), models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('sha256', ''), ('version', None)), models.Q(('published_at__isnull', False), ('version__isnull', False), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='a_published_text_has_version_and_hash')],
                },
            ),
            migrations.CreateModel(
                name='Activity',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='staff.branch', verbose_name='branch')),
                    ('name', models.CharField(max_length=120, verbose_name='name')),
                    ('day', models.DateField(verbose_name='day')),
                    ('online', models.BooleanField(default=False, verbose_name='online')),
                ],
                options={
                    'verbose_name': 'event',
                    'verbose_name_plural': 'events',
                    'constraints': [models.UniqueConstraint(fields=('branch', 'name', 'day'), name='activity_once_per_branch_and_day')],
                },
            ),
            migrations.CreateModel(
                name='NameWord',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('word', rapport.lib.fields.BytewiseCharField(max_length=64, unique=True)),
                ],
            ),
            migrations.CreateModel(
                name='Tag',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=60, unique=True, verbose_name='name')),
                    ('built_in', models.CharField(choices=[('prevention', 'prevention'), ('basic', 'basic'), ('restoration', 'restoration'), ('implant', 'implant'), ('orthodontic', 'orthodontic'), ('paediatric', 'paediatric'), ('has_visited', 'has visited')], editable=False, max_length=16, null=True, unique=True)),
                ],
                options={
                    'verbose_name': 'tag',
                    'verbose_name_plural': 'tags',
                    'ordering': ['name'],
                },
            ),
            migrations.CreateModel(
                name='Patient',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='patients', to='staff.branch', verbose_name='branch')),
                    ('file_number', models.CharField(blank=True, max_length=64, verbose_name='file number')),
                    ('full_name', models.CharField(max_length=200, verbose_name='full name')),
                    ('family_name', models.CharField(blank=True, max_length=100, verbose_name='family name')),
                    ('given_name', models.CharField(blank=True, max_length=100, verbose_name='given name')),
                    ('middle_name', models.CharField(blank=True, max_length=100, verbose_name='middle name')),
                    ('sort_key', rapport.lib.fields.BytewiseCharField(editable=False, max_length=200)),
                    ('name_key', rapport.lib.fields.BytewiseCharField(default='', editable=False, max_length=200)),
                    ('given_key', rapport.lib.fields.BytewiseCharField(default='', editable=False, max_length=100)),
                    ('sex', models.CharField(blank=True, choices=[('female', 'female'), ('male', 'male'), ('other', 'other')], max_length=8, verbose_name='sex')),
                    ('birth_date', models.DateField(blank=True, null=True, verbose_name='birth date')),
                    ('deceased', models.BooleanField(default=False, verbose_name='deceased')),
                    ('died_on', models.DateField(blank=True, null=True, verbose_name='died on')),
                    ('occupation', models.CharField(blank=True, max_length=120, verbose_name='occupation')),
                    ('hobbies', models.CharField(blank=True, max_length=200, verbose_name='hobbies')),
                    ('language', models.CharField(blank=True, max_length=16, verbose_name='preferred language')),
                    ('address', models.CharField(blank=True, max_length=400, verbose_name='address')),
                    ('travel_minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='minutes of travel')),
                    ('time_zone', models.CharField(blank=True, max_length=64, verbose_name='time zone')),
                    ('influence', models.CharField(blank=True, choices=[('', 'none'), ('entrepreneur', 'entrepreneur'), ('opinion_leader', 'opinion leader'), ('official', 'official'), ('other', 'other')], default='', max_length=16, verbose_name='social influence')),
                    ('influence_note', models.CharField(blank=True, max_length=200, verbose_name='note on influence')),
                    ('source', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='patients', to='people.source', verbose_name='source')),
                    ('referrer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='referred', to='people.patient', verbose_name='referred by')),
                    ('referrer_words', models.CharField(blank=True, max_length=200, verbose_name='referred by, in words')),
                    ('household', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='members', to='people.household', verbose_name='household')),
                    ('guardian', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='wards', to='people.patient', verbose_name='guardian')),
                    ('remark', models.TextField(blank=True, verbose_name='remark')),
                    ('registered_on', models.DateField(blank=True, null=True, verbose_name='with the clinic since')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                ],
                options={
                    'verbose_name': 'patient',
                    'verbose_name_plural': 'patients',
                    'indexes': [models.Index(fields=['sort_key', 'id'], name='patient_by_name'), models.Index(fields=['branch', 'sort_key', 'id'], name='patient_by_branch_name'), models.Index(fields=['birth_date'], name='patient_by_birth_date'), models.Index(models.F('branch'), rapport.people.models.number.PlainNumber('file_number'), name='patient_by_plain_number')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('file_number', ''), _negated=True), fields=('branch', 'file_number'), name='file_number_once_per_branch'), models.CheckConstraint(condition=models.Q(('died_on', None), ('deceased', True), _connector='OR'), name='a_date_of_death_means_deceased'), models.CheckConstraint(condition=models.Q(('guardian', models.F('id')), _negated=True), name='nobody_guards_themselves'), models.CheckConstraint(condition=models.Q(('referrer', models.F('id')), _negated=True), name='nobody_refers_themselves')],
                },
            ),
            migrations.CreateModel(
                name='ChangedPatient',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.patient')),
                ],
            ),
            migrations.CreateModel(
                name='Signing',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signings', to='people.patient', verbose_name='patient')),
                    ('token_hash', models.CharField(max_length=64, unique=True)),
                    ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='handed over by')),
                    ('opened_at', models.DateTimeField(verbose_name='handed over at')),
                    ('expires_at', models.DateTimeField(verbose_name='open until')),
                    ('on_tablet', models.BooleanField(default=True)),
                    ('signed_at', models.DateTimeField(null=True, verbose_name='signed at')),
                    ('language', models.CharField(blank=True, choices=[('zh-hans', '中文'), ('ru', 'Русский'), ('en', 'English')], max_length=8, verbose_name='language')),
                    ('signer_name', models.CharField(blank=True, max_length=120, verbose_name='name of who signed')),
                    ('relation', models.CharField(blank=True, choices=[('', 'the person'), ('mother', 'mother'), ('father', 'father'), ('grandparent', 'grandparent'), ('guardian', 'guardian'), ('other', 'other representative')], default='', max_length=12, verbose_name='relation')),
                    ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signings_for_wards', to='people.patient', verbose_name='record of who signed')),
                    ('strokes', models.JSONField(default=list)),
                    ('user_agent', models.CharField(blank=True, max_length=300, verbose_name='browser')),
                ],
                options={
                    'verbose_name': 'signing',
                    'verbose_name_plural': 'signings',
                    'constraints': [models.CheckConstraint(condition=models.Q(('signed_at', None), models.Q(('signer_name', ''), _negated=True), _connector='OR'), name='who_signs_has_a_name')],
                },
            ),
            migrations.CreateModel(
                name='ContactPoint',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='people.patient', verbose_name='patient')),
                    ('kind', models.CharField(choices=[('phone', 'phone'), ('wechat', 'WeChat'), ('email', 'e-mail'), ('telegram', 'Telegram')], max_length=8, verbose_name='kind')),
                    ('value', models.CharField(max_length=200, verbose_name='value')),
                    ('extension', models.CharField(blank=True, max_length=12, verbose_name='extension')),
                    ('valid', models.BooleanField(default=True, verbose_name='valid')),
                    ('label', models.CharField(blank=True, max_length=60, verbose_name='label')),
                    ('verified_at', models.DateTimeField(blank=True, null=True, verbose_name='verified at')),
                    ('preferred', models.BooleanField(default=False, verbose_name='preferred')),
                    ('landline', models.BooleanField(default=False, verbose_name='landline')),
                    ('do_not_use', models.BooleanField(default=False, verbose_name='do not use')),
                ],
                options={
                    'verbose_name': 'contact point',
                    'verbose_name_plural': 'contact points',
                    'indexes': [models.Index(fields=['kind', 'value'], name='contact_by_value')],
                    'constraints': [models.UniqueConstraint(fields=('patient', 'kind', 'value', 'extension'), name='contact_once_per_patient')],
                },
            ),
            migrations.CreateModel(
                name='Departure',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='departures', to='people.patient')),
                    ('left_on', models.DateField(verbose_name='left on')),
                    ('words', models.CharField(blank=True, max_length=300, verbose_name='why, in words')),
                    ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('returned_on', models.DateField(null=True, verbose_name='came back on')),
                ],
                options={
                    'verbose_name': 'departure',
                    'verbose_name_plural': 'departures',
                    'constraints': [models.UniqueConstraint(condition=models.Q(('returned_on', None)), fields=('patient',), name='one_departure_at_a_time')],
                },
            ),
            migrations.CreateModel(
                name='LikelyDuplicate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.patient')),
                    ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.patient')),
                    ('reason', models.CharField(choices=[('same_phone', 'same phone'), ('same_birth_date', 'same birth date and similar name')], max_length=16, verbose_name='reason')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='duplicate_pair_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='duplicate_older_first')],
                },
            ),
            migrations.CreateModel(
                name='TwoPeople',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.patient')),
                    ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.patient')),
                    ('evidence', models.CharField(max_length=32)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField(verbose_name='at')),
                ],
                options={
                    'verbose_name': 'two different people',
                    'verbose_name_plural': 'pairs of two different people',
                    'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='two_people_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='two_people_older_first')],
                },
            ),
            migrations.CreateModel(
                name='Participation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participations', to='people.patient')),
                    ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participations', to='people.activity')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'verbose_name': 'participation',
                    'verbose_name_plural': 'participations',
                    'constraints': [models.UniqueConstraint(fields=('patient', 'activity'), name='took_part_once')],
                },
            ),
            migrations.CreateModel(
                name='Purchase',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='purchases', to='people.patient')),
                    ('day', models.DateField(verbose_name='day')),
                    ('what', models.CharField(max_length=200, verbose_name='what')),
                    ('amount', models.BigIntegerField(default=0, verbose_name='amount')),
                    ('online', models.BooleanField(default=False, verbose_name='online')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'purchase',
                    'verbose_name_plural': 'purchases',
                    'indexes': [models.Index(fields=['patient', 'day'], name='purchase_by_patient')],
                },
            ),
            migrations.CreateModel(
                name='Note',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='people.patient', verbose_name='patient')),
                    ('text', models.TextField(max_length=5000, verbose_name='note')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField(verbose_name='at')),
                ],
                options={
                    'verbose_name': 'note',
                    'verbose_name_plural': 'notes',
                    'indexes': [models.Index(fields=['patient', '-at'], name='note_by_patient')],
                },
            ),
            migrations.CreateModel(
                name='Merge',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('survivor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='people.patient', verbose_name='patient')),
                    ('lost_id', models.BigIntegerField(db_index=True)),
                    ('lost_branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.branch')),
                    ('lost_name', models.CharField(max_length=200)),
                    ('lost_number', models.CharField(blank=True, max_length=64)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField(verbose_name='at')),
                    ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('undone_at', models.DateTimeField(null=True)),
                ],
                options={
                    'verbose_name': 'merge',
                    'verbose_name_plural': 'merges',
                    'ordering': ['-pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('lost_id',), name='lost_once_at_a_time')],
                },
            ),
            migrations.CreateModel(
                name='FormerNumber',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_numbers', to='people.patient', verbose_name='patient')),
                    ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.branch', verbose_name='branch')),
                    ('number', models.CharField(max_length=64, verbose_name='file number')),
                ],
                options={
                    'verbose_name': 'former file number',
                    'verbose_name_plural': 'former file numbers',
                    'indexes': [models.Index(fields=['branch', 'number'], name='former_number')],
                    'constraints': [models.UniqueConstraint(fields=('patient', 'branch', 'number'), name='former_number_once_per_patient')],
                },
            ),
            migrations.CreateModel(
                name='NotedSatisfaction',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='satisfactions', to='people.patient')),
                    ('level', models.CharField(choices=[('satisfied', 'satisfied'), ('fair', 'fair'), ('dissatisfied', 'dissatisfied')], max_length=12, verbose_name='satisfaction')),
                    ('words', models.CharField(blank=True, max_length=500, verbose_name='in their words')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'verbose_name': 'satisfaction noted by hand',
                    'verbose_name_plural': 'satisfactions noted by hand',
                    'indexes': [models.Index(fields=['patient', '-at'], name='satisfaction_by_patient')],
                },
            ),
            migrations.CreateModel(
                name='SearchTerm',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='people.patient')),
                    ('term', rapport.lib.fields.BytewiseCharField(max_length=64)),
                    ('branch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='staff.branch')),
                    ('sort_key', rapport.lib.fields.BytewiseCharField(max_length=200)),
                    ('signs', rapport.lib.fields.BytewiseCharField(max_length=120)),
                ],
                options={
                    'indexes': [models.Index(fields=['term', 'sort_key', 'patient', 'branch', 'signs'], name='term_by_name')],
                    'constraints': [models.UniqueConstraint(fields=('patient', 'term'), name='term_once_per_patient')],
                },
            ),
            migrations.CreateModel(
                name='Standing',
                fields=[
                    ('patient', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='standing', serialize=False, to='people.patient')),
                    ('prospect', models.CharField(blank=True, max_length=10)),
                    ('prospect_since', models.DateField(null=True)),
                    ('prospect_version', models.PositiveIntegerField(null=True)),
                    ('care', models.CharField(blank=True, max_length=10)),
                    ('care_since', models.DateField(null=True)),
                    ('care_version', models.PositiveIntegerField(null=True)),
                    ('value', models.CharField(blank=True, max_length=10)),
                    ('value_since', models.DateField(null=True)),
                    ('value_version', models.PositiveIntegerField(null=True)),
                    ('loyalty', models.CharField(blank=True, max_length=10)),
                    ('loyalty_since', models.DateField(null=True)),
                    ('loyalty_version', models.PositiveIntegerField(null=True)),
                    ('lifecycle', models.CharField(blank=True, max_length=10)),
                    ('lifecycle_since', models.DateField(null=True)),
                    ('lifecycle_version', models.PositiveIntegerField(null=True)),
                ],
                options={
                    'verbose_name': 'standing',
                    'verbose_name_plural': 'standings',
                    'indexes': [models.Index(condition=models.Q(('prospect', ''), _negated=True), fields=['prospect'], name='standing_by_prospect'), models.Index(condition=models.Q(('care', ''), _negated=True), fields=['care'], name='standing_by_care'), models.Index(condition=models.Q(('value', ''), _negated=True), fields=['value'], name='standing_by_value'), models.Index(condition=models.Q(('loyalty', ''), _negated=True), fields=['loyalty'], name='standing_by_loyalty'), models.Index(condition=models.Q(('lifecycle', ''), _negated=True), fields=['lifecycle'], name='standing_by_lifecycle')],
                },
            ),
            migrations.CreateModel(
                name='GradeByHand',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='grades_by_hand', to='people.patient')),
                    ('scheme', models.CharField(choices=[('prospect', 'prospect class'), ('care', 'care class'), ('value', 'value'), ('loyalty', 'loyalty'), ('lifecycle', 'stage of care')], max_length=10)),
                    ('grade', models.CharField(max_length=10)),
                    ('reason', models.CharField(max_length=300, verbose_name='reason')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                    ('until', models.DateField(verbose_name='until')),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'grade set by hand',
                    'verbose_name_plural': 'grades set by hand',
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('patient', 'scheme'), name='one_grade_by_hand_in_force')],
                },
            ),
            migrations.CreateModel(
                name='HeldMove',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='held_moves', to='people.patient')),
                    ('scheme', models.CharField(choices=[('prospect', 'prospect class'), ('care', 'care class'), ('value', 'value'), ('loyalty', 'loyalty'), ('lifecycle', 'stage of care')], max_length=10)),
                    ('before', models.CharField(max_length=10)),
                    ('after', models.CharField(max_length=10)),
                    ('since', models.DateField()),
                    ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('confirmed_at', models.DateTimeField(null=True)),
                ],
                options={
                    'verbose_name': 'move that waits',
                    'verbose_name_plural': 'moves that wait',
                    'constraints': [models.UniqueConstraint(fields=('patient', 'scheme'), name='one_waiting_move_per_scheme')],
                },
            ),
            migrations.CreateModel(
                name='Steward',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stewards', to='people.patient', verbose_name='patient')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stewarded', to=settings.AUTH_USER_MODEL, verbose_name='steward')),
                    ('role', models.CharField(choices=[('dentist', 'dentist'), ('customer_service', 'customer service'), ('consultant', 'consultant')], max_length=16, verbose_name='part')),
                    ('since', models.DateTimeField(verbose_name='since')),
                    ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('batch', models.UUIDField(db_index=True, editable=False, null=True)),
                    ('ended_batch', models.UUIDField(db_index=True, editable=False, null=True)),
                ],
                options={
                    'verbose_name': 'steward',
                    'verbose_name_plural': 'stewards',
                    'indexes': [models.Index(fields=['user', 'until'], name='steward_by_user')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('patient', 'role'), name='one_current_steward_per_part'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='steward_until_after')],
                },
            ),
            migrations.CreateModel(
                name='PatientTag',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tagged', to='people.patient', verbose_name='patient')),
                    ('tag', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tagged', to='people.tag', verbose_name='tag')),
                    ('batch', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField(auto_now_add=True)),
                ],
                options={
                    'verbose_name': 'tag on a patient',
                    'verbose_name_plural': 'tags on patients',
                    'constraints': [models.UniqueConstraint(fields=('patient', 'tag'), name='tag_once_per_patient')],
                },
            ),
            migrations.CreateModel(
                name='Consent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='people.patient', verbose_name='patient')),
                    ('purpose', models.CharField(choices=[('processing', 'processing of personal data'), ('care', 'care messages'), ('marketing', 'marketing messages'), ('photos', 'photos for teaching and publication')], max_length=12, verbose_name='purpose')),
                    ('channel', models.CharField(blank=True, choices=[('', 'any channel'), ('call', 'phone call'), ('sms', 'SMS'), ('email', 'e-mail'), ('wechat', 'WeChat'), ('telegram', 'Telegram'), ('letter', 'letter on paper')], default='', max_length=12, verbose_name='channel')),
                    ('said', models.CharField(choices=[('given', 'agreed'), ('refused', 'did not agree'), ('withdrawn', 'withdrawn')], default='given', max_length=12, verbose_name='said')),
                    ('day', models.DateField(verbose_name='on')),
                    ('day_known', models.BooleanField(default=True)),
                    ('expires_on', models.DateField(blank=True, null=True, verbose_name='holds until')),
                    ('text', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.consenttext', verbose_name='text')),
                    ('language', models.CharField(blank=True, choices=[('zh-hans', '中文'), ('ru', 'Русский'), ('en', 'English')], max_length=8, verbose_name='language')),
                    ('how', models.CharField(choices=[('tablet', 'signed on a tablet'), ('link', 'signed by link'), ('paper', 'signed on paper'), ('spoken', 'said at the desk'), ('phone', 'said on the phone'), ('message', 'written in a message'), ('file', 'from an imported file'), ('merge', 'merging of two records')], default='spoken', max_length=12, verbose_name='how')),
                    ('given_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='words_for_wards', to='people.patient', verbose_name='record of who said it')),
                    ('giver_name', models.CharField(blank=True, max_length=120, verbose_name='who said it')),
                    ('relation', models.CharField(blank=True, choices=[('', 'the person'), ('mother', 'mother'), ('father', 'father'), ('grandparent', 'grandparent'), ('guardian', 'guardian'), ('other', 'other representative')], default='', max_length=12, verbose_name='relation')),
                    ('reason', models.CharField(blank=True, choices=[('', 'no reason given'), ('no_time', 'no time'), ('not_offered', 'not offered'), ('did_not_want', 'did not want')], default='', max_length=16, verbose_name='reason')),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                    ('signing', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='words', to='people.signing', verbose_name='signing')),
                    ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
                    ('recorded_at', models.DateTimeField(default=rapport.lib.clock.now, editable=False, verbose_name='recorded at')),
                ],
                options={
                    'verbose_name': 'consent',
                    'verbose_name_plural': 'consents',
                    'indexes': [models.Index(fields=['patient', 'purpose', 'day'], name='consent_by_patient')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('channel', ''), ('purpose__in', ['care', 'marketing']), _connector='OR'), name='only_messages_have_channels'), models.UniqueConstraint(fields=('signing', 'purpose', 'channel'), name='a_signing_says_each_word_once')],
                },
            ),
            migrations.CreateModel(
                name='Mention',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('note', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='people.note', verbose_name='note')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to=settings.AUTH_USER_MODEL, verbose_name='colleague')),
                    ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read at')),
                ],
                options={
                    'verbose_name': 'mention',
                    'verbose_name_plural': 'mentions',
                    'indexes': [models.Index(fields=['user', 'read_at'], name='mention_by_user')],
                    'constraints': [models.UniqueConstraint(fields=('note', 'user'), name='mentioned_once')],
                },
            ),
            migrations.CreateModel(
                name='MergeStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('merge', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='people.merge')),
                    ('kind', models.CharField(choices=[('changed', 'changed'), ('removed', 'removed'), ('created', 'created')], max_length=8)),
                    ('model', models.CharField(max_length=60)),
                    ('object_id', models.CharField(max_length=64)),
                    ('before', models.JSONField(default=dict)),
                    ('after', models.JSONField(default=dict)),
                ],
                options={
                    'ordering': ['pk'],
                    'indexes': [models.Index(fields=['model', 'object_id'], name='merge_step_by_row')],
                },
            ),
            migrations.CreateModel(
                name='StandingChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='people.patient')),
                    ('scheme', models.CharField(choices=[('prospect', 'prospect class'), ('care', 'care class'), ('value', 'value'), ('loyalty', 'loyalty'), ('lifecycle', 'stage of care')], max_length=10)),
                    ('before', models.CharField(blank=True, max_length=10)),
                    ('after', models.CharField(blank=True, max_length=10)),
                    ('day', models.DateField()),
                    ('policy_version', models.PositiveIntegerField(null=True)),
                    ('figures', models.JSONField(default=dict)),
                    ('by_hand', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.gradebyhand')),
                ],
                options={
                    'verbose_name': 'move between classes',
                    'verbose_name_plural': 'moves between classes',
                    'indexes': [models.Index(fields=['patient', 'day'], name='move_by_patient'), models.Index(fields=['scheme', 'day'], name='move_by_scheme_day')],
                },
            ),
            migrations.CreateModel(
                name='QuestionSheet',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sha256', models.CharField(max_length=64, unique=True)),
                    ('sections', models.JSONField()),
                    ('since', models.DateTimeField()),
                ],
                options={
                    'verbose_name': 'questions of a questionnaire',
                    'verbose_name_plural': 'questions of questionnaires',
                },
            ),
            migrations.CreateModel(
                name='Questionnaire',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('through', models.CharField(blank=True, choices=[('tablet', 'on a tablet at the desk'), ('link', 'by link'), ('paper', 'on paper')], max_length=8, verbose_name='way')),
                    ('token_hash', models.CharField(blank=True, max_length=64)),
                    ('expires_at', models.DateTimeField(null=True, verbose_name='open until')),
                    ('opened_at', models.DateTimeField(verbose_name='opened at')),
                    ('draft', models.JSONField(default=dict)),
                    ('language', models.CharField(blank=True, choices=[('zh-hans', '中文'), ('ru', 'Русский'), ('en', 'English')], max_length=8, verbose_name='language')),
                    ('ended_at', models.DateTimeField(null=True, verbose_name='at')),
                    ('day', models.DateField(null=True, verbose_name='on')),
                    ('ended_how', models.CharField(blank=True, choices=[('given', 'filled in'), ('refused', 'not filled in')], max_length=8, verbose_name='outcome')),
                    ('reason', models.CharField(blank=True, choices=[('', 'no reason given'), ('no_time', 'no time'), ('not_offered', 'not offered'), ('did_not_want', 'did not want')], max_length=16, verbose_name='reason')),
                    ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                    ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opened by')),
                    ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questionnaires', to='people.patient', verbose_name='patient')),
                    ('signing', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='questionnaire', to='people.signing')),
                    ('sheet', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.questionsheet')),
                ],
                options={
                    'verbose_name': 'questionnaire',
                    'verbose_name_plural': 'questionnaires',
                    'indexes': [models.Index(fields=['patient', 'ended_how'], name='questionnaire_by_patient'), models.Index(fields=['day'], name='questionnaire_by_day')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('token_hash', ''), _negated=True), fields=('token_hash',), name='questionnaire_link_once'), models.CheckConstraint(condition=models.Q(models.Q(('day', None), ('ended_at', None), ('ended_how', '')), models.Q(('day__isnull', False), models.Q(('ended_how', ''), _negated=True)), _connector='OR'), name='what_ended_says_how_and_when'), models.CheckConstraint(condition=models.Q(models.Q(('ended_how', 'refused'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='who_fills_in_none_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('ended_how', 'given'), _negated=True), ('sheet__isnull', False), _connector='OR'), name='what_was_given_was_asked')],
                },
            ),
            migrations.CreateModel(
                name='QuestionnaireAnswer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=32)),
                    ('value', models.JSONField()),
                    ('care', models.BooleanField(default=False)),
                    ('fate', models.CharField(blank=True, choices=[('', 'has no place in the record'), ('filled', 'written into the record'), ('same', 'as in the record'), ('differs', 'differs from the record'), ('taken', 'taken over'), ('left', 'the record stays')], default='', max_length=8)),
                    ('settled_at', models.DateTimeField(null=True)),
                    ('questionnaire', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='people.questionnaire')),
                    ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ],
                options={
                    'verbose_name': 'answer of a questionnaire',
                    'verbose_name_plural': 'answers of questionnaires',
                    'constraints': [models.UniqueConstraint(fields=('questionnaire', 'key'), name='answered_once_per_question')],
                },
            ),
        ]),
        migrations.RunPython(add_tags, migrations.RunPython.noop),
    ]
