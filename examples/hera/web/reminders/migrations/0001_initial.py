import django.contrib.postgres.fields.hstore
from django.contrib.postgres.operations import HStoreExtension
from django.db import migrations, models
import django.db.models.deletion
import django.utils.timezone


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        # Fairlead has made it already ("extensions: [hstore]"), and then this does nothing and needs no
        # rights. It is here for the database of the tests.
        HStoreExtension(),
        migrations.CreateModel(
            name='Child',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('birthday', models.DateField(verbose_name='birthday')),
                ('language', models.CharField(choices=[('en', 'English'), ('tr', 'Türkçe')], default='en', max_length=2, verbose_name='language')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='phone of a parent')),
            ],
            options={
                'verbose_name': 'child',
                'verbose_name_plural': 'children',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Dose',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('due_at_weeks', models.PositiveSmallIntegerField(verbose_name='due at (weeks of age)')),
            ],
            options={
                'verbose_name': 'dose',
                'verbose_name_plural': 'doses',
                'ordering': ['due_at_weeks', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('names', django.contrib.postgres.fields.hstore.HStoreField(verbose_name='names')),
                ('due_at_weeks', models.PositiveSmallIntegerField(verbose_name='due at (weeks of age)')),
            ],
            options={
                'verbose_name': 'check-up',
                'verbose_name_plural': 'check-ups',
                'ordering': ['due_at_weeks', 'id'],
            },
        ),
        migrations.CreateModel(
            name='JobRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('job', models.CharField(max_length=50, verbose_name='job')),
                ('version', models.CharField(max_length=50, verbose_name='version')),
                ('started_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='started at')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished at')),
                ('made', models.PositiveIntegerField(default=0, verbose_name='made')),
            ],
            options={
                'verbose_name': 'job run',
                'verbose_name_plural': 'job runs',
                'ordering': ['-started_at'],
            },
        ),
        migrations.CreateModel(
            name='SurveyTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('names', django.contrib.postgres.fields.hstore.HStoreField(verbose_name='names')),
                ('ask_at_weeks', models.PositiveSmallIntegerField(verbose_name='ask at (weeks of age)')),
            ],
            options={
                'verbose_name': 'survey template',
                'verbose_name_plural': 'survey templates',
                'ordering': ['ask_at_weeks', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Vaccine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('names', django.contrib.postgres.fields.hstore.HStoreField(verbose_name='names')),
                ('code', models.SlugField(unique=True, verbose_name='code')),
            ],
            options={
                'verbose_name': 'vaccine',
                'verbose_name_plural': 'vaccines',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Vaccination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='given on')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vaccinations', to='reminders.child', verbose_name='child')),
                ('dose', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='reminders.dose', verbose_name='dose')),
            ],
            options={
                'verbose_name': 'vaccination',
                'verbose_name_plural': 'vaccinations',
            },
        ),
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answers', django.contrib.postgres.fields.hstore.HStoreField(blank=True, default=dict, verbose_name='answers')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created at')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='surveys', to='reminders.child', verbose_name='child')),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='reminders.surveytemplate', verbose_name='survey template')),
            ],
            options={
                'verbose_name': 'survey',
                'verbose_name_plural': 'surveys',
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.DateField(help_text='its Monday', verbose_name='week')),
                ('text', models.CharField(max_length=300, verbose_name='text')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created at')),
                ('child', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notifications', to='reminders.child', verbose_name='child')),
                ('dose', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='reminders.dose', verbose_name='dose')),
                ('event', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='reminders.event', verbose_name='check-up')),
            ],
            options={
                'verbose_name': 'reminder',
                'verbose_name_plural': 'reminders',
                'ordering': ['-created_at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='dose',
            name='vaccine',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='doses', to='reminders.vaccine', verbose_name='vaccine'),
        ),
        migrations.AddConstraint(
            model_name='vaccination',
            constraint=models.UniqueConstraint(fields=('child', 'dose'), name='each_dose_once'),
        ),
        migrations.AddConstraint(
            model_name='survey',
            constraint=models.UniqueConstraint(fields=('child', 'template'), name='each_survey_once'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.UniqueConstraint(fields=('child', 'dose', 'week'), name='one_reminder_of_a_dose_a_week'),
        ),
        migrations.AddConstraint(
            model_name='notification',
            constraint=models.UniqueConstraint(fields=('child', 'event', 'week'), name='one_reminder_of_an_event_a_week'),
        ),
        migrations.AddConstraint(
            model_name='dose',
            constraint=models.UniqueConstraint(fields=('vaccine', 'number'), name='one_dose_of_a_number'),
        ),
    ]
