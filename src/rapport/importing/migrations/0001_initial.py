import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from rapport.lib.tables import CreateTogether


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('staff', '0001_initial'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='Import',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='staff.branch', verbose_name='branch')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('kind_asked', models.CharField(blank=True, max_length=16)),
                    ('state', models.CharField(choices=[('staging', 'reading the files'), ('staged', 'files are read'), ('checking', 'checking the rows'), ('checked', 'ready to apply'), ('applying', 'applying'), ('stopped', 'stopped'), ('applied', 'applied'), ('undoing', 'undoing'), ('undone', 'undone'), ('failed', 'failed')], default='staging', max_length=8, verbose_name='state')),
                    ('resumes_in', models.CharField(blank=True, choices=[('staging', 'reading the files'), ('staged', 'files are read'), ('checking', 'checking the rows'), ('checked', 'ready to apply'), ('applying', 'applying'), ('stopped', 'stopped'), ('applied', 'applied'), ('undoing', 'undoing'), ('undone', 'undone'), ('failed', 'failed')], max_length=8)),
                    ('failure', models.CharField(blank=True, max_length=40)),
                    ('done', models.PositiveIntegerField(default=0)),
                    ('total', models.PositiveIntegerField(default=0)),
                    ('counts', models.JSONField(default=dict)),
                    ('claim', models.UUIDField(null=True)),
                    ('heartbeat_at', models.DateTimeField(null=True)),
                    ('finished', models.BooleanField(default=False)),
                ],
                options={
                    'verbose_name': 'import',
                    'verbose_name_plural': 'imports',
                    'ordering': ['-pk'],
                },
            ),
            migrations.CreateModel(
                name='ImportStep',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('imported', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='importing.import')),
                    ('state', models.CharField(choices=[('staging', 'reading the files'), ('staged', 'files are read'), ('checking', 'checking the rows'), ('checked', 'ready to apply'), ('applying', 'applying'), ('stopped', 'stopped'), ('applied', 'applied'), ('undoing', 'undoing'), ('undone', 'undone'), ('failed', 'failed')], max_length=8)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='ImportFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('imported', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='importing.import')),
                    ('position', models.PositiveSmallIntegerField()),
                    ('name', models.CharField(max_length=255, verbose_name='file')),
                    ('sha256', models.CharField(max_length=64)),
                    ('size', models.PositiveBigIntegerField()),
                    ('path', models.CharField(max_length=200)),
                    ('format', models.CharField(blank=True, max_length=16, verbose_name='format')),
                    ('encoding', models.CharField(blank=True, max_length=32, verbose_name='encoding')),
                    ('separator', models.CharField(blank=True, max_length=4, verbose_name='separator')),
                    ('epoch_1904', models.BooleanField(default=False)),
                    ('refused', models.CharField(blank=True, max_length=40, verbose_name='refused')),
                    ('refused_params', models.JSONField(default=dict)),
                    ('staged_at', models.DateTimeField(null=True)),
                ],
                options={
                    'ordering': ['position'],
                    'constraints': [models.UniqueConstraint(fields=('imported', 'sha256'), name='file_once_per_import')],
                },
            ),
            migrations.CreateModel(
                name='ImportSheet',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sheets', to='importing.importfile')),
                    ('index', models.PositiveSmallIntegerField()),
                    ('name', models.CharField(max_length=255, verbose_name='sheet')),
                    ('hidden', models.BooleanField(default=False)),
                    ('header_line', models.PositiveIntegerField(default=0)),
                    ('headings', models.JSONField(default=list)),
                    ('fingerprint', models.CharField(blank=True, max_length=64)),
                    ('kind', models.CharField(blank=True, max_length=16, verbose_name='holds')),
                    ('mapping', models.JSONField(default=dict)),
                    ('confidence', models.FloatField(default=0)),
                    ('mapped_by', models.CharField(blank=True, max_length=12)),
                    ('left_out', models.BooleanField(default=False)),
                    ('rows_total', models.PositiveIntegerField(default=0)),
                    ('blank_rows', models.PositiveIntegerField(default=0)),
                    ('counts', models.JSONField(default=dict)),
                    ('checked_to', models.PositiveIntegerField(default=0)),
                    ('applied_to', models.PositiveIntegerField(default=0)),
                    ('linked_to', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'ordering': ['file', 'index'],
                    'constraints': [models.UniqueConstraint(fields=('file', 'index'), name='sheet_once_per_file')],
                },
            ),
            migrations.CreateModel(
                name='RememberedMapping',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('branch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='staff.branch')),
                    ('fingerprint', models.CharField(max_length=64)),
                    ('kind', models.CharField(max_length=16)),
                    ('mapping', models.JSONField(default=dict)),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('at', models.DateTimeField(auto_now=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('branch', 'fingerprint'), name='mapping_once_per_headings')],
                },
            ),
            migrations.CreateModel(
                name='ImportRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sheet', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='importing.importsheet')),
                    ('line', models.PositiveIntegerField(verbose_name='line')),
                    ('cells', models.JSONField()),
                    ('merged', models.JSONField(null=True)),
                    ('outcome', models.CharField(blank=True, choices=[('new', 'new'), ('changed', 'changed'), ('same', 'same'), ('duplicate', 'duplicate'), ('refused', 'refused'), ('skipped', 'skipped')], max_length=9, verbose_name='outcome')),
                    ('skipped', models.CharField(blank=True, max_length=16)),
                    ('problems', models.JSONField(default=list)),
                    ('changes', models.JSONField(default=list)),
                    ('twin', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='importing.importrow')),
                    ('became', models.CharField(blank=True, max_length=12)),
                    ('became_id', models.BigIntegerField(null=True)),
                    ('applied_at', models.DateTimeField(null=True)),
                    ('content', models.BigIntegerField(null=True)),
                    ('content_place', models.PositiveIntegerField(default=0)),
                    ('identity', models.BigIntegerField(null=True)),
                    ('identity_place', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'ordering': ['sheet', 'line'],
                    'indexes': [models.Index(fields=['sheet', 'outcome', 'line'], name='row_by_outcome'), models.Index(condition=models.Q(('content__isnull', False)), fields=['sheet', 'content'], name='row_by_content'), models.Index(condition=models.Q(('identity__isnull', False)), fields=['sheet', 'identity'], name='row_by_identity')],
                    'constraints': [models.UniqueConstraint(fields=('sheet', 'line'), name='row_once_per_sheet')],
                },
            ),
            migrations.CreateModel(
                name='JournalEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('imported', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='journal', to='importing.import')),
                    ('row', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='importing.importrow')),
                    ('model', models.CharField(max_length=40)),
                    ('object_id', models.BigIntegerField()),
                    ('digest', models.CharField(blank=True, max_length=32)),
                    ('changes', models.JSONField(null=True)),
                    ('undone', models.BooleanField(default=False)),
                    ('kept', models.CharField(blank=True, max_length=24)),
                ],
                options={
                    'ordering': ['pk'],
                    'indexes': [models.Index(fields=['imported', 'undone', 'id'], name='journal_in_order')],
                },
            ),
            migrations.CreateModel(
                name='StagedKey',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('imported', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='importing.import')),
                    ('key', models.BigIntegerField()),
                    ('row', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='importing.importrow')),
                ],
                options={
                    'indexes': [models.Index(fields=['imported', 'key', 'row'], name='staged_key')],
                },
            ),
            migrations.CreateModel(
                name='ImportedKey',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('branch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='staff.branch')),
                    ('kind', models.CharField(max_length=16)),
                    ('key', models.BigIntegerField()),
                    ('target', models.BigIntegerField()),
                    ('content', models.BooleanField(default=False)),
                    ('imported', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='keys', to='importing.import')),
                    ('outdated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='importing.import')),
                ],
                options={
                    'indexes': [models.Index(fields=['branch', 'kind', 'target'], name='imported_key_target')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('outdated_by', None)), fields=('branch', 'kind', 'key'), name='imported_once')],
                },
            ),
        ]),
    ]
