"""That a recording was out before it came here is a line of the ledger from here on: what was
marked before is written as one, with its own time."""

import secrets
import uuid
from dataclasses import replace

import consent.scopes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from consent.ledger import GENESIS, Line, Private, canonical, commitment, line_hash
from recordings.sealed import Purpose, mark, marks


def write_lines(apps, schema_editor):
    marked = apps.get_model("consent", "Legacy").objects.select_related("recording", "by")
    rows = list(marked.order_by("pk"))
    if not rows:
        return
    head = apps.get_model("consent", "ChainHead").objects.get_or_create(pk=1)[0]
    sealed = head.seal in (marks(Purpose.HEAD, f"{head.seq}:{head.hash}") if head.seq else ("",))
    for row in rows:
        _write(apps.get_model("consent", "ConsentEvent"), row, head)
    if sealed:
        head.seal = mark(Purpose.HEAD, f"{head.seq}:{head.hash}")
    head.save()


def _write(events, row, head):
    by = row.by.username if row.by else ""
    line = _line(row, by, head)
    events.objects.create(
        seq=line.seq,
        receipt=line.receipt,
        recording=row.recording,
        decision=line.decision,
        method=line.method,
        terms=line.terms,
        evidence=row.evidence,
        actor=by,
        at=line.at,
        salt=line.salt,
        commitment=line.commitment,
        prev_hash=line.prev_hash,
        hash=line.hash,
    )
    head.seq, head.hash = line.seq, line.hash


def _line(row, by, head):
    salt = secrets.token_hex(32)
    about = str(row.recording.uid)
    line = Line(
        seq=head.seq + 1,
        receipt=str(uuid.uuid4()),
        recording=about,
        speaker="",
        ask="",
        scope="",
        decision="legacy",
        method="restored",
        wording="",
        terms=canonical({"subject": about}).decode(),
        shown_sha256="",
        at=row.at,
        commitment=commitment(Private(actor=by, evidence=row.evidence, shown=""), salt),
        prev_hash=head.hash or GENESIS,
        hash="",
        salt=salt,
    )
    return replace(line, hash=line_hash(line))


class Migration(migrations.Migration):

    dependencies = [
        ('consent', '0021_acknowledged_faults'),
        ('recordings', '0005_not_a_person'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='proposal',
            name='recording',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='recordings.recording'),
        ),
        migrations.AlterField(
            model_name='consentevent',
            name='decision',
            field=models.CharField(choices=[(consent.scopes.Decision['GRANTED'], consent.scopes.Decision['GRANTED']), (consent.scopes.Decision['REFUSED'], consent.scopes.Decision['REFUSED']), (consent.scopes.Decision['WITHDRAWN'], consent.scopes.Decision['WITHDRAWN']), (consent.scopes.Decision['WAIVED'], consent.scopes.Decision['WAIVED']), (consent.scopes.Decision['DISPUTED'], consent.scopes.Decision['DISPUTED']), (consent.scopes.Decision['SETTLED'], consent.scopes.Decision['SETTLED']), (consent.scopes.Decision['MINOR'], consent.scopes.Decision['MINOR']), (consent.scopes.Decision['OF_AGE'], consent.scopes.Decision['OF_AGE']), (consent.scopes.Decision['APPROVED'], consent.scopes.Decision['APPROVED']), (consent.scopes.Decision['VIEWED'], consent.scopes.Decision['VIEWED']), (consent.scopes.Decision['ERASED'], consent.scopes.Decision['ERASED']), (consent.scopes.Decision['ACKNOWLEDGED'], consent.scopes.Decision['ACKNOWLEDGED']), (consent.scopes.Decision['LEGACY'], consent.scopes.Decision['LEGACY']), (consent.scopes.Decision['NOT_LEGACY'], consent.scopes.Decision['NOT_LEGACY'])], max_length=16),
        ),
        migrations.AlterField(
            model_name='proposal',
            name='speaker',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='recordings.speaker'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('recording__isnull', False), ('speaker', None)), models.Q(('recording', None), ('speaker__isnull', False)), _connector='OR'), name='a_proposal_is_about_a_speaker_or_a_recording'),
        ),
        migrations.RunPython(write_lines),
        migrations.DeleteModel(
            name='Legacy',
        ),
    ]
