"""From here on a speaker's address is encrypted, and the raw record of a room holds none."""

import recordings.sealed
from django.db import migrations
from recordings.sealed import seal, unseal


def _all(schema_editor, write):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, email FROM recordings_speaker WHERE email <> ''")
        for pk, email in cursor.fetchall():
            cursor.execute(
                "UPDATE recordings_speaker SET email = %s WHERE id = %s", [write(email), pk]
            )


def seal_all(apps, schema_editor):
    _all(schema_editor, seal)


def unseal_all(apps, schema_editor):
    _all(schema_editor, unseal)


def without_addresses(apps, schema_editor):
    """A room.json was kept as it came, with its list of people."""
    Recording = apps.get_model("recordings", "Recording")
    for recording in Recording.objects.filter(source="sidecar").iterator(chunk_size=100):
        people = recording.raw.get("speakers")
        if isinstance(people, list) and any(isinstance(one, dict) and "email" in one for one in people):
            for one in people:
                one.pop("email", None)
            recording.save(update_fields=["raw"])


class Migration(migrations.Migration):

    dependencies = [("recordings", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="speaker",
            name="email",
            field=recordings.sealed.SealedAddressField(blank=True),
        ),
        migrations.RunPython(seal_all, unseal_all),
        migrations.RunPython(without_addresses, migrations.RunPython.noop),
    ]
