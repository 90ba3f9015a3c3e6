import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
import rapport.staff.models.branch
from django.conf import settings
from django.db import migrations, models

from rapport.lib.tables import CreateTogether


class Migration(migrations.Migration):

    replaces = [
        ('staff', '0001_initial'),
        ('staff', '0002_logs_guarded_together'),
        ('staff', '0003_work'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='Branch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120, unique=True, verbose_name='name')),
                    ('address', models.CharField(blank=True, max_length=300, verbose_name='address')),
                    ('time_zone', models.CharField(default='Asia/Shanghai', max_length=64, validators=[rapport.staff.models.branch.check_zone], verbose_name='time zone')),
                    ('region', models.CharField(default='CN', help_text='Two letters; phone numbers are read by its rules.', max_length=2, validators=[rapport.staff.models.branch.check_region], verbose_name='country')),
                    ('currency', models.CharField(choices=[('CNY', 'CNY'), ('RUB', 'RUB'), ('KZT', 'KZT'), ('USD', 'USD'), ('EUR', 'EUR'), ('GBP', 'GBP'), ('HKD', 'HKD'), ('TWD', 'TWD'), ('BYN', 'BYN'), ('UZS', 'UZS')], default='CNY', max_length=3, verbose_name='currency')),
                    ('language', models.CharField(choices=[('zh-hans', '中文'), ('ru', 'Русский'), ('en', 'English')], default='zh-hans', max_length=8, verbose_name='language')),
                    ('opens_at', models.TimeField(default='09:00', verbose_name='opens at')),
                    ('closes_at', models.TimeField(default='18:00', verbose_name='closes at')),
                    ('open_days', models.CharField(default='1234567', help_text='1 is Monday, 7 is Sunday.', max_length=7, verbose_name='open days')),
                ],
                options={
                    'verbose_name': 'branch',
                    'verbose_name_plural': 'branches',
                    'ordering': ['name'],
                },
            ),
            migrations.CreateModel(
                name='SignInTry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('account', models.CharField(max_length=64)),
                    ('address', models.GenericIPAddressField(verbose_name='address')),
                    ('at', models.DateTimeField(verbose_name='at')),
                    ('succeeded', models.BooleanField(null=True)),
                    ('familiar', models.BooleanField(default=False)),
                ],
                options={
                    'verbose_name': 'sign-in',
                    'verbose_name_plural': 'sign-ins',
                    'indexes': [models.Index(fields=['account', 'address', 'at'], name='try_of_pair'), models.Index(fields=['address', 'at'], name='try_of_address'), models.Index(condition=models.Q(('succeeded', True)), fields=['account', 'address'], name='try_that_succeeded')],
                },
            ),
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                    ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                    ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                    ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                    ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                    ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                    ('name', models.CharField(max_length=150, verbose_name='name')),
                    ('language', models.CharField(blank=True, choices=[('zh-hans', '中文'), ('ru', 'Русский'), ('en', 'English')], max_length=8, verbose_name='language')),
                    ('starts_at_counter', models.BooleanField(default=False, help_text='Counter mode is on at every sign-in: no class, value, amounts or contact details.', verbose_name='works where clients see the screen')),
                    ('export_rows', models.PositiveIntegerField(blank=True, help_text='Empty: as many as the house allows.', null=True, verbose_name='rows in one export, at most')),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
                options={
                    'verbose_name': 'user',
                    'verbose_name_plural': 'users',
                },
                managers=[
                    ('objects', django.contrib.auth.models.UserManager()),
                ],
            ),
            migrations.CreateModel(
                name='JobRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('job', models.CharField(max_length=120)),
                    ('period', models.DateTimeField()),
                    ('started_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(null=True)),
                ],
                options={
                    'verbose_name': 'run of a job',
                    'verbose_name_plural': 'runs of jobs',
                    'constraints': [models.UniqueConstraint(fields=('job', 'period'), name='a_job_runs_once_a_period')],
                },
            ),
            migrations.CreateModel(
                name='Worker',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('machine', models.CharField(max_length=120)),
                    ('process', models.PositiveBigIntegerField()),
                    ('since', models.DateTimeField()),
                    ('seen_at', models.DateTimeField()),
                ],
                options={
                    'verbose_name': 'worker',
                    'verbose_name_plural': 'workers',
                    'constraints': [models.UniqueConstraint(fields=('machine', 'process'), name='one_row_for_a_worker')],
                },
            ),
            migrations.CreateModel(
                name='ExportLog',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exports', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                    ('at', models.DateTimeField(auto_now_add=True, verbose_name='at')),
                    ('what', models.CharField(max_length=40, verbose_name='what')),
                    ('filter', models.TextField(blank=True, verbose_name='filter')),
                    ('rows', models.PositiveIntegerField(verbose_name='rows')),
                    ('file_format', models.CharField(max_length=8, verbose_name='format')),
                    ('with_money', models.BooleanField(verbose_name='with amounts')),
                    ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ],
                options={
                    'verbose_name': 'export',
                    'verbose_name_plural': 'exports',
                    'ordering': ['-at', '-pk'],
                },
            ),
            migrations.CreateModel(
                name='AccessLog',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(verbose_name='at')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                    ('kind', models.CharField(choices=[('card', 'opened the card'), ('search', 'searched'), ('export', 'exported')], max_length=8, verbose_name='what')),
                    ('patient', models.BigIntegerField(blank=True, null=True, verbose_name='patient')),
                    ('detail', models.CharField(blank=True, max_length=500, verbose_name='detail')),
                    ('number', models.BigIntegerField(blank=True, null=True, unique=True)),
                    ('seal', models.CharField(blank=True, max_length=64)),
                ],
                options={
                    'verbose_name': 'access',
                    'verbose_name_plural': 'accesses',
                    'ordering': ['-pk'],
                    'indexes': [models.Index(fields=['patient', 'by', 'kind', 'at'], name='access_of_patient'), models.Index(fields=['by', 'kind', 'at'], name='access_by_user'), models.Index(condition=models.Q(('number', None)), fields=['id'], name='access_unsealed')],
                },
            ),
            migrations.CreateModel(
                name='Restoration',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(verbose_name='restored at')),
                    ('file', models.CharField(max_length=255, verbose_name='file')),
                    ('taken_at', models.DateTimeField(verbose_name='as it stood at')),
                    ('contents', models.CharField(max_length=64, verbose_name='SHA-256 of its contents')),
                    ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed at')),
                    ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='confirmed by')),
                ],
                options={
                    'verbose_name': 'restored copy',
                    'verbose_name_plural': 'restored copies',
                    'ordering': ['-at', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at', None), ('confirmed_by', None)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='confirmed_by_somebody')],
                },
            ),
            migrations.CreateModel(
                name='RequiredSecondStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('owner', 'Owner'), ('administrator', 'Front desk'), ('customer_service', 'Customer service'), ('consultant', 'Consultant'), ('dentist', 'Dentist'), ('marketer', 'Marketing'), ('auditor', 'Auditor')], max_length=20, unique=True, verbose_name='role')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                    ('at', models.DateTimeField(auto_now_add=True, verbose_name='at')),
                ],
                options={
                    'verbose_name': 'required second step',
                    'verbose_name_plural': 'required second steps',
                },
            ),
            migrations.CreateModel(
                name='RoleAssignment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to=settings.AUTH_USER_MODEL, verbose_name='user')),
                    ('role', models.CharField(choices=[('owner', 'Owner'), ('administrator', 'Front desk'), ('customer_service', 'Customer service'), ('consultant', 'Consultant'), ('dentist', 'Dentist'), ('marketer', 'Marketing'), ('auditor', 'Auditor')], max_length=20, verbose_name='role')),
                    ('branch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='roles', to='staff.branch', verbose_name='branch')),
                ],
                options={
                    'verbose_name': 'role at a branch',
                    'verbose_name_plural': 'roles at branches',
                    'constraints': [models.UniqueConstraint(fields=('user', 'role', 'branch'), name='role_once_per_branch'), models.UniqueConstraint(condition=models.Q(('branch', None)), fields=('user', 'role'), name='role_once_everywhere')],
                },
            ),
        ]),
    ]
