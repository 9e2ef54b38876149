from django.db import migrations, models


def words(*choices):
    pairs = [(word, word) for word in choices]
    return models.CharField(blank=True, choices=pairs, default='', max_length=16)


class Migration(migrations.Migration):

    dependencies = [
        ('feeds', '0015_idle_microphones'),
    ]

    operations = [
        migrations.AddField(model_name='show', name='seats', field=words('middle', 'apart')),
        migrations.AddField(model_name='episode', name='seats', field=words('middle', 'apart')),
    ]
