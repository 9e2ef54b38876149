from django.db import migrations, models


def words(*choices):
    pairs = [(word, word) for word in choices]
    return models.CharField(blank=True, choices=pairs, default='', max_length=16)


class Migration(migrations.Migration):

    dependencies = [
        ('feeds', '0009_sound_settings'),
    ]

    operations = [
        migrations.AddField(model_name='show', name='silences', field=words('keep', 'shorten')),
        migrations.AddField(model_name='show', name='dead_air', field=words('keep', 'trim')),
        migrations.AddField(model_name='episode', name='silences', field=words('keep', 'shorten')),
        migrations.AddField(model_name='episode', name='dead_air', field=words('keep', 'trim')),
    ]
