from django.db import migrations, models


def words(*choices):
    pairs = [(word, word) for word in choices]
    return models.CharField(blank=True, choices=pairs, default='', max_length=16)


class Migration(migrations.Migration):

    dependencies = [
        ('feeds', '0014_music_bed'),
    ]

    operations = [
        migrations.AddField(model_name='show', name='idle', field=words('open', 'down')),
        migrations.AddField(model_name='episode', name='idle', field=words('open', 'down')),
    ]
