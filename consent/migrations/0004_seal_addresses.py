"""From here on an ask's address is encrypted, and of a mail only the mark of its address is kept."""

import recordings.sealed
from django.db import migrations, models
from recordings.sealed import Purpose, mark, seal, unseal


def _all(schema_editor, table, column, write, to=None):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {column} FROM {table} WHERE {column} <> ''")
        for pk, address in cursor.fetchall():
            cursor.execute(
                f"UPDATE {table} SET {to or column} = %s WHERE id = %s", [write(address), pk]
            )


def seal_all(apps, schema_editor):
    _all(schema_editor, "consent_ask", "address", seal)


def unseal_all(apps, schema_editor):
    _all(schema_editor, "consent_ask", "address", unseal)


def mark_all(apps, schema_editor):
    of = lambda address: mark(Purpose.ADDRESS, address)
    _all(schema_editor, "consent_sending", "address", of, "mark")


class Migration(migrations.Migration):

    dependencies = [
        ("consent", "0003_append_only"),
        ("recordings", "0002_seal_addresses"),
    ]

    operations = [
        migrations.AlterField(
            model_name="ask",
            name="address",
            field=recordings.sealed.SealedAddressField(blank=True),
        ),
        migrations.RunPython(seal_all, unseal_all),
        migrations.RemoveConstraint(model_name="sending", name="one_nth_mail_of_a_recording"),
        migrations.RemoveConstraint(model_name="sending", name="one_nth_mail_of_a_day"),
        migrations.AddField(
            model_name="sending",
            name="mark",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.RunPython(mark_all),
        migrations.RemoveField(model_name="sending", name="address"),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.UniqueConstraint(
                fields=("recording", "mark", "nth_here"), name="one_nth_mail_of_a_recording"
            ),
        ),
        migrations.AddConstraint(
            model_name="sending",
            constraint=models.UniqueConstraint(
                fields=("mark", "day", "nth_today"), name="one_nth_mail_of_a_day"
            ),
        ),
    ]
