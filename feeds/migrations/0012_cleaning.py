from django.db import migrations, models


def words(*choices):
    pairs = [(word, word) for word in choices]
    return models.CharField(blank=True, choices=pairs, default='', max_length=16)


class Migration(migrations.Migration):

    dependencies = [
        ('feeds', '0011_clips'),
    ]

    operations = [
        migrations.AddField(model_name='show', name='hum', field=words('off', 'gentle')),
        migrations.AddField(model_name='show', name='noise', field=words('off', 'gentle')),
        migrations.AddField(model_name='episode', name='hum', field=words('off', 'gentle')),
        migrations.AddField(model_name='episode', name='noise', field=words('off', 'gentle')),
    ]
