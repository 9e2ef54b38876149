"""Who said no before this list was kept is on it too."""

import django.db.models.deletion
from django.db import migrations, models
from recordings.sealed import Purpose, mark


def heed_earlier_answers(apps, schema_editor):
    ConsentEvent = apps.get_model("consent", "ConsentEvent")
    Speaker = apps.get_model("recordings", "Speaker")
    said = ConsentEvent.objects.filter(scope="publish", decision__in=("refused", "withdrawn"))
    for speaker in Speaker.objects.filter(pk__in=said.values("speaker")).select_related("recording"):
        at = said.filter(speaker=speaker).latest("seq").at
        for one in _marks(apps, speaker):
            apps.get_model("consent", "DoNotAsk").objects.get_or_create(
                host_id=speaker.recording.host_id, mark=one, defaults={"why": "refused", "at": at}
            )


def _marks(apps, speaker):
    asks = apps.get_model("consent", "Ask").objects.filter(speaker=speaker)
    for address in {speaker.email, *(ask.address for ask in asks)} - {""}:
        yield mark(Purpose.ADDRESS, address)
    for platform, number in speaker.external_ids.items():
        if number:
            yield mark(Purpose.ACCOUNT, f"{platform}:{number}")



class Migration(migrations.Migration):

    dependencies = [
        ('consent', '0004_seal_addresses'),
        ('recordings', '0002_seal_addresses'),
    ]

    operations = [
        migrations.CreateModel(
            name='DoNotAsk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(max_length=64)),
                ('why', models.CharField(choices=[('refused', 'Said no'), ('unsubscribed', 'Wants no mail'), ('bounced', 'Mail came back'), ('erased', 'Was erased')], max_length=16)),
                ('at', models.DateTimeField()),
                ('host', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='recordings.host')),
            ],
            options={
                'ordering': ('pk',),
                'indexes': [models.Index(fields=['mark'], name='consent_don_mark_369dd0_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('host__isnull', False)), fields=('host', 'mark'), name='not_asked_by_a_host_once'), models.UniqueConstraint(condition=models.Q(('host__isnull', True)), fields=('mark',), name='not_asked_by_anybody_once')],
            },
        ),
        migrations.RunPython(heed_earlier_answers, migrations.RunPython.noop),
    ]
