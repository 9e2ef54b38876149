from django.db import migrations, models


def words(*choices, **more):
    pairs = [(word, word) for word in choices]
    return models.CharField(choices=pairs, **more)


FORMATS = ('mp3', 'opus', 'aac', 'both')


class Migration(migrations.Migration):

    dependencies = [
        ('feeds', '0012_cleaning'),
    ]

    operations = [
        migrations.AddField(
            model_name='show', name='formats',
            field=words(*FORMATS, blank=True, default='', max_length=16),
        ),
        migrations.AddField(
            model_name='episode', name='formats',
            field=words(*FORMATS, blank=True, default='', max_length=16),
        ),
        migrations.AddField(
            model_name='enclosure', name='codec',
            field=words('mp3', 'opus', 'aac', default='mp3', max_length=8),
        ),
        migrations.AddConstraint(
            model_name='enclosure',
            constraint=models.UniqueConstraint(fields=('master', 'codec'), name='one_file_per_codec'),
        ),
    ]
