from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consent', '0019_ground_of_proposals'),
    ]

    operations = [
        migrations.AlterField(
            model_name='sending',
            name='kind',
            field=models.CharField(choices=[('ask', 'Question'), ('reminder', 'Reminder'), ('code', 'Code'), ('done', 'Carried out'), ('news', 'What they wanted to know')], default='ask', max_length=16),
        ),
    ]
