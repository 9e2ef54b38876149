from django.db import migrations, models


def were_told(apps, _schema_editor):
    """What was done before there was such a mail is not told of late."""
    rows = apps.get_model("consent", "Withdrawal").objects.exclude(done_at=None)
    rows.update(told_at=models.F("done_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('consent', '0017_claims'),
    ]

    operations = [
        migrations.AddField(
            model_name='withdrawal',
            name='told_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='sending',
            name='kind',
            field=models.CharField(choices=[('ask', 'Question'), ('reminder', 'Reminder'), ('code', 'Code'), ('done', 'Carried out')], default='ask', max_length=16),
        ),
        migrations.AddField(
            model_name='ledgercheck',
            name='told',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.RunPython(were_told, migrations.RunPython.noop),
    ]
