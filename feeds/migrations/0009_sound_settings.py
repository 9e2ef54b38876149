from django.db import migrations, models

LEVELLING = [('off', 'off'), ('gentle', 'gentle'), ('even', 'even')]
LOUDNESS = [('apps', 'apps'), ('mono', 'mono')]
NEARER_TO_MONO_LUFS = -17.5


def words(choices):
    return models.CharField(blank=True, choices=choices, default='', max_length=16)


def say_it_in_words(apps, schema_editor):
    quiet = apps.get_model('feeds', 'Show').objects.filter(loudness_lufs__lt=NEARER_TO_MONO_LUFS)
    quiet.update(loudness='mono')


def say_it_in_lufs(apps, schema_editor):
    apps.get_model('feeds', 'Show').objects.filter(loudness='mono').update(loudness_lufs=-19.0)


class Migration(migrations.Migration):

    dependencies = [
        ('feeds', '0008_the_edit_list'),
    ]

    operations = [
        migrations.AddField(model_name='show', name='levelling', field=words(LEVELLING)),
        migrations.AddField(model_name='show', name='loudness', field=words(LOUDNESS)),
        migrations.AddField(model_name='episode', name='levelling', field=words(LEVELLING)),
        migrations.AddField(model_name='episode', name='loudness', field=words(LOUDNESS)),
        migrations.RunPython(say_it_in_words, say_it_in_lufs),
        migrations.RemoveField(model_name='show', name='loudness_lufs'),
    ]
