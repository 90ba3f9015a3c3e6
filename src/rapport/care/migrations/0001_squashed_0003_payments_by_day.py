import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from rapport.lib.tables import CreateTogether


def add_categories(apps, schema_editor):
    # the rows every installation starts with; later changes belong to the clinic
    from rapport.care.actions import ensure_categories

    ensure_categories(apps.get_model("care", "Category"))


class Migration(migrations.Migration):

    replaces = [
        ('care', '0001_initial'),
        ('care', '0002_judgements'),
        ('care', '0003_payments_by_day'),
    ]

    initial = True

    dependencies = [
        ('people', '0004_standings'),
        ('staff', '0002_logs_guarded_together'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='Category',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=24, unique=True, verbose_name='code')),
                    ('name', models.CharField(blank=True, max_length=80, verbose_name='own name')),
                    ('need', models.CharField(choices=[('prevention', 'prevention'), ('basic', 'basic'), ('restoration', 'restoration'), ('implant', 'implant'), ('orthodontic', 'orthodontic'), ('paediatric', 'paediatric')], max_length=12, verbose_name='need')),
                    ('position', models.PositiveSmallIntegerField(unique=True, verbose_name='position')),
                ],
                options={
                    'verbose_name': 'treatment category',
                    'verbose_name_plural': 'treatment categories',
                    'ordering': ['position'],
                },
            ),
            migrations.CreateModel(
                name='Visit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='people.patient', verbose_name='patient')),
                    ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='staff.branch', verbose_name='branch')),
                    ('day', models.DateField(verbose_name='day')),
                    ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='in the chair at')),
                    ('dentist', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dentist')),
                    ('dentist_words', models.CharField(blank=True, max_length=120, verbose_name='dentist, in words')),
                    ('complaint', models.CharField(blank=True, max_length=500, verbose_name='chief complaint')),
                    ('resolution', models.CharField(blank=True, choices=[('resolved', 'resolved'), ('partly', 'partly resolved'), ('not', 'not resolved')], max_length=8, verbose_name='resolution')),
                    ('waiting_minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='waiting time, minutes')),
                    ('remark', models.TextField(blank=True, verbose_name='remark')),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                ],
                options={
                    'verbose_name': 'visit',
                    'verbose_name_plural': 'visits',
                    'indexes': [models.Index(fields=['patient', 'day', 'waiting_minutes'], name='visit_covering'), models.Index(fields=['branch', 'day'], name='visit_by_branch_day')],
                },
            ),
            migrations.CreateModel(
                name='Plan',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plans', to='people.patient', verbose_name='patient')),
                    ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='staff.branch', verbose_name='branch')),
                    ('dentist', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='presented by')),
                    ('title', models.CharField(max_length=200, verbose_name='plan')),
                    ('teeth', models.CharField(blank=True, max_length=120, verbose_name='teeth')),
                    ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='care.category', to_field='code', verbose_name='category')),
                    ('wish', models.TextField(blank=True, max_length=1000, verbose_name='what the client wants, in their words')),
                    ('remark', models.TextField(blank=True, max_length=1000, verbose_name='remark for the staff')),
                    ('amount', models.BigIntegerField(default=0, verbose_name='amount')),
                    ('state', models.CharField(choices=[('presented', 'presented'), ('considering', 'thinking it over'), ('accepted', 'accepted'), ('done', 'done'), ('declined', 'declined'), ('lapsed', 'lapsed')], default='presented', max_length=12, verbose_name='state')),
                    ('presented_on', models.DateField(verbose_name='presented on')),
                ],
                options={
                    'verbose_name': 'treatment plan',
                    'verbose_name_plural': 'treatment plans',
                    'indexes': [models.Index(fields=['patient', 'state', 'amount'], name='plan_by_patient_state')],
                },
            ),
            migrations.CreateModel(
                name='Treatment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='treatments', to='care.visit', verbose_name='visit')),
                    ('patient', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.patient')),
                    ('day', models.DateField(verbose_name='day')),
                    ('category', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='care.category', to_field='code', verbose_name='category')),
                    ('code', models.CharField(blank=True, max_length=40, verbose_name='code')),
                    ('name', models.CharField(blank=True, max_length=300, verbose_name='name')),
                    ('teeth', models.CharField(blank=True, max_length=120, verbose_name='teeth')),
                    ('quantity', models.DecimalField(decimal_places=2, default=1, max_digits=8, verbose_name='quantity')),
                    ('amount', models.BigIntegerField(default=0, verbose_name='amount')),
                ],
                options={
                    'verbose_name': 'treatment',
                    'verbose_name_plural': 'treatments',
                    'indexes': [models.Index(fields=['patient', 'day', 'amount', 'category'], name='treatment_covering')],
                },
            ),
            migrations.CreateModel(
                name='Finding',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='people.patient', verbose_name='patient')),
                    ('place', models.CharField(max_length=2, verbose_name='tooth')),
                    ('surface', models.CharField(blank=True, max_length=7, verbose_name='surface')),
                    ('kind', models.CharField(choices=[('caries', 'caries'), ('crack', 'crack line'), ('old_filling', 'old filling edge'), ('old_crown', 'worn crown or bridge'), ('root', 'root or nerve'), ('missing', 'missing tooth'), ('impacted', 'impacted tooth'), ('loose', 'loose tooth'), ('gum', 'gum trouble'), ('wear', 'wear'), ('bite', 'bite or position'), ('milk_tooth', 'milk tooth that stays'), ('other', 'something else')], max_length=12, verbose_name='what')),
                    ('words', models.CharField(blank=True, max_length=300, verbose_name='in words')),
                    ('urgency', models.CharField(choices=[('watch', 'watch'), ('soon', 'treat soon'), ('urgent', 'urgent')], default='watch', max_length=8, verbose_name='urgency')),
                    ('state', models.CharField(choices=[('open', 'open'), ('treated', 'treated'), ('declined', 'declined')], default='open', max_length=8, verbose_name='state')),
                    ('found_on', models.DateField(verbose_name='found on')),
                    ('visit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='findings', to='care.visit', verbose_name='found at the visit')),
                ],
                options={
                    'verbose_name': 'finding',
                    'verbose_name_plural': 'findings',
                    'indexes': [models.Index(fields=['patient', 'state', 'place'], name='finding_by_patient_state')],
                },
            ),
            migrations.CreateModel(
                name='Judgement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='judgements', to='people.patient')),
                    ('visit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='judgements', to='care.visit')),
                    ('awareness', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='awareness of oral health')),
                    ('demands', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3)], verbose_name='what they demand')),
                    ('reluctance', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3)], verbose_name='reluctance')),
                    ('technical_hazard', models.BooleanField(default=False, verbose_name='technical hazard')),
                    ('own_conditions', models.BooleanField(default=False, verbose_name='conditions of their own endanger the result')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'verbose_name': "dentist's judgement",
                    'verbose_name_plural': "dentist's judgements",
                    'indexes': [models.Index(fields=['patient', '-at'], name='judgement_by_patient')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('awareness__range', (1, 5))), name='awareness_from_1_to_5'), models.CheckConstraint(condition=models.Q(('demands__range', (1, 3))), name='demands_from_1_to_3'), models.CheckConstraint(condition=models.Q(('reluctance__range', (1, 3))), name='reluctance_from_1_to_3')],
                },
            ),
            migrations.CreateModel(
                name='Payment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='payments', to='people.patient', verbose_name='patient')),
                    ('branch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='staff.branch', verbose_name='branch')),
                    ('visit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='payments', to='care.visit', verbose_name='visit')),
                    ('day', models.DateField(verbose_name='day')),
                    ('amount', models.BigIntegerField(verbose_name='amount')),
                    ('method', models.CharField(blank=True, choices=[('cash', 'cash'), ('card', 'card'), ('transfer', 'bank transfer'), ('wallet', 'phone wallet'), ('insurance', 'insurance'), ('other', 'other')], max_length=12, verbose_name='method')),
                    ('remark', models.CharField(blank=True, max_length=300, verbose_name='remark')),
                ],
                options={
                    'verbose_name': 'payment',
                    'verbose_name_plural': 'payments',
                    'indexes': [models.Index(fields=['patient', 'day', 'amount'], name='payment_covering'), models.Index(fields=['branch', 'day', 'patient'], name='payment_by_branch_day')],
                },
            ),
            migrations.CreateModel(
                name='Photo',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='people.patient', verbose_name='patient')),
                    ('visit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='photos', to='care.visit', verbose_name='visit')),
                    ('taken_on', models.DateField(verbose_name='taken on')),
                    ('taken_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='taken by')),
                    ('view', models.CharField(choices=[('smile', 'smile, front'), ('front', 'bite, front'), ('right', 'bite, right side'), ('left', 'bite, left side'), ('upper', 'upper arch'), ('lower', 'lower arch'), ('site', 'single site'), ('face', 'face'), ('xray', 'X-ray'), ('panorama', 'panoramic X-ray'), ('other', 'other view')], default='other', max_length=8, verbose_name='view')),
                    ('teeth', models.CharField(blank=True, max_length=120, verbose_name='teeth')),
                    ('title', models.CharField(blank=True, max_length=120, verbose_name='title')),
                    ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('added_at', models.DateTimeField()),
                    ('token', models.CharField(editable=False, max_length=32, unique=True)),
                    ('sha256', models.CharField(editable=False, max_length=64)),
                    ('width', models.PositiveSmallIntegerField(editable=False)),
                    ('height', models.PositiveSmallIntegerField(editable=False)),
                ],
                options={
                    'verbose_name': 'photo',
                    'verbose_name_plural': 'photos',
                    'indexes': [models.Index(fields=['patient', '-taken_on', '-id'], name='photo_by_patient_day')],
                },
            ),
            migrations.CreateModel(
                name='PriceItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('branch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='prices', to='staff.branch', verbose_name='branch')),
                    ('code', models.CharField(blank=True, max_length=40, verbose_name='code')),
                    ('name', models.CharField(max_length=300, verbose_name='name')),
                    ('category', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='care.category', to_field='code', verbose_name='category')),
                    ('price', models.BigIntegerField(null=True, verbose_name='price')),
                ],
                options={
                    'verbose_name': 'price list item',
                    'verbose_name_plural': 'price list',
                    'constraints': [models.UniqueConstraint(fields=('branch', 'code', 'name'), name='price_item_once_per_branch')],
                },
            ),
            migrations.CreateModel(
                name='PlanOption',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='options', to='care.plan')),
                    ('position', models.PositiveSmallIntegerField()),
                    ('name', models.CharField(max_length=120, verbose_name='option')),
                    ('material', models.CharField(blank=True, max_length=200, verbose_name='material')),
                    ('price', models.BigIntegerField(default=0, verbose_name='price')),
                    ('weeks', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='duration, weeks')),
                    ('visits', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='number of visits')),
                    ('result', models.TextField(blank=True, max_length=1000, verbose_name='expected result')),
                    ('accepted_on', models.DateField(blank=True, editable=False, null=True, verbose_name='accepted on')),
                ],
                options={
                    'verbose_name': 'option of a plan',
                    'verbose_name_plural': 'options of plans',
                    'ordering': ['position'],
                    'constraints': [models.UniqueConstraint(fields=('plan', 'position'), name='plan_option_once_per_position'), models.UniqueConstraint(condition=models.Q(('accepted_on__isnull', False)), fields=('plan',), name='one_accepted_option_per_plan')],
                },
            ),
            migrations.CreateModel(
                name='Course',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='courses', to='people.patient', verbose_name='patient')),
                    ('title', models.CharField(max_length=200, verbose_name='course')),
                    ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='care.category', to_field='code', verbose_name='category')),
                    ('plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='courses', to='care.plan', verbose_name='plan')),
                    ('dentist', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='dentist')),
                    ('started_on', models.DateField(verbose_name='started on')),
                    ('planned_end', models.DateField(blank=True, null=True, verbose_name='planned end')),
                    ('finished_on', models.DateField(blank=True, null=True, verbose_name='finished on')),
                    ('finished_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('visits', models.ManyToManyField(blank=True, related_name='courses', to='care.visit', verbose_name='visits')),
                ],
                options={
                    'verbose_name': 'course of treatment',
                    'verbose_name_plural': 'courses of treatment',
                    'ordering': ['-started_on', '-pk'],
                    'indexes': [models.Index(condition=models.Q(('finished_on', None)), fields=['started_on'], name='course_unfinished')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('finished_on', None), ('finished_on__gte', models.F('started_on')), _connector='OR'), name='course_ends_after_its_start')],
                },
            ),
            migrations.CreateModel(
                name='FindingChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('finding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='care.finding')),
                    ('state', models.CharField(choices=[('open', 'open'), ('treated', 'treated'), ('declined', 'declined')], max_length=8, verbose_name='state')),
                    ('why', models.CharField(blank=True, max_length=300, verbose_name='why')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField(verbose_name='at')),
                ],
                options={
                    'verbose_name': 'change of a finding',
                    'verbose_name_plural': 'changes of findings',
                    'ordering': ['at', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='PhotoPair',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('before', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pairs_before', to='care.photo')),
                    ('after', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pairs_after', to='care.photo')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'verbose_name': 'pair of photos',
                    'verbose_name_plural': 'pairs of photos',
                    'constraints': [models.UniqueConstraint(fields=('before', 'after'), name='photos_paired_once'), models.CheckConstraint(condition=models.Q(('before', models.F('after')), _negated=True), name='no_photo_beside_itself')],
                },
            ),
            migrations.CreateModel(
                name='PhotoRelease',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('photo', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='releases', to='care.photo')),
                    ('use', models.CharField(choices=[('teaching', 'teaching'), ('publicity', 'publicity')], max_length=12, verbose_name='use')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                    ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ended_at', models.DateTimeField(null=True)),
                ],
                options={
                    'verbose_name': 'release of a photo',
                    'verbose_name_plural': 'releases of photos',
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('photo', 'use'), name='photo_released_once_at_a_time')],
                },
            ),
            migrations.CreateModel(
                name='PhotoRemoval',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('photo', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='removal', to='care.photo')),
                    ('reason', models.CharField(max_length=200, verbose_name='reason')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                    ('erased_at', models.DateTimeField(null=True)),
                ],
                options={
                    'verbose_name': 'removal of a photo',
                    'verbose_name_plural': 'removals of photos',
                    'indexes': [models.Index(fields=['erased_at', 'at'], name='photo_removals_due')],
                },
            ),
            migrations.CreateModel(
                name='ThinkingTime',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='thinking_times', to='people.patient', verbose_name='patient')),
                    ('plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='thinking_times', to='care.plan', verbose_name='about the plan')),
                    ('ground', models.CharField(choices=[('asked', 'asked for by the client'), ('presented', 'given with the plan')], default='asked', max_length=10)),
                    ('words', models.CharField(blank=True, max_length=300, verbose_name='in their words')),
                    ('starts_on', models.DateField(verbose_name='from')),
                    ('ends_on', models.DateField(verbose_name='until')),
                    ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recorded_at', models.DateTimeField()),
                    ('ended_on', models.DateField(blank=True, null=True, verbose_name='ended early on')),
                    ('ended_how', models.CharField(blank=True, choices=[('in_person', 'in person'), ('phone', 'by phone'), ('message', 'in a message'), ('letter', 'in writing')], max_length=10, verbose_name='how they said so')),
                    ('ended_words', models.CharField(blank=True, max_length=300, verbose_name='what they said')),
                    ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('followed_up_on', models.DateField(blank=True, null=True, verbose_name='followed up on')),
                    ('followed_up_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'thinking time',
                    'verbose_name_plural': 'thinking times',
                    'ordering': ['-starts_on', '-pk'],
                    'indexes': [models.Index(fields=['ends_on'], name='thinking_by_end')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='thinking_ends_after_its_start'), models.CheckConstraint(condition=models.Q(models.Q(('ended_how', ''), ('ended_on', None)), models.Q(('ended_on__isnull', False), models.Q(('ended_how', ''), _negated=True)), _connector='OR'), name='thinking_ends_early_by_word_alone')],
                },
            ),
            migrations.CreateModel(
                name='PlanLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('option', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='care.planoption')),
                    ('teeth', models.CharField(blank=True, max_length=120, verbose_name='teeth')),
                    ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='care.category', to_field='code', verbose_name='category')),
                    ('name', models.CharField(blank=True, max_length=300, verbose_name='what is done')),
                ],
                options={
                    'verbose_name': 'line of an option',
                    'verbose_name_plural': 'lines of options',
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='PlanStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='care.plan')),
                    ('state', models.CharField(choices=[('presented', 'presented'), ('considering', 'thinking it over'), ('accepted', 'accepted'), ('done', 'done'), ('declined', 'declined'), ('lapsed', 'lapsed')], max_length=12, verbose_name='state')),
                    ('option', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='care.planoption')),
                    ('why', models.CharField(blank=True, max_length=300, verbose_name='why')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('on', models.DateField(verbose_name='on')),
                    ('at', models.DateTimeField(verbose_name='at')),
                ],
                options={
                    'verbose_name': 'step of a plan',
                    'verbose_name_plural': 'steps of plans',
                    'ordering': ['at', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Interruption',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='interruptions', to='people.patient', verbose_name='patient')),
                    ('course', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='interruptions', to='care.course', verbose_name='course')),
                    ('reason', models.CharField(choices=[('pain', 'pain'), ('price', 'price'), ('distrust', 'distrust of the result'), ('service', 'service'), ('time', 'time'), ('moved', 'moved'), ('health', 'health'), ('other', 'other')], max_length=10, verbose_name='reason')),
                    ('words', models.CharField(blank=True, max_length=500, verbose_name='in their words')),
                    ('strategy', models.CharField(blank=True, max_length=500, verbose_name='how to win them back')),
                    ('noticed_on', models.DateField(verbose_name='noticed on')),
                    ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recorded_at', models.DateTimeField()),
                ],
                options={
                    'verbose_name': 'interruption',
                    'verbose_name_plural': 'interruptions',
                    'ordering': ['-noticed_on', '-pk'],
                    'indexes': [models.Index(fields=['noticed_on', 'reason'], name='interruption_by_day')],
                },
            ),
        ]),
        migrations.RunPython(add_categories, migrations.RunPython.noop),
    ]
