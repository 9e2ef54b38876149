"""From here on the database refuses to change or remove a line of the ledger or a wording."""

from django.db import migrations

from consent import guard


def install(apps, schema_editor):
    guard.install(schema_editor.connection)


def lift(apps, schema_editor):
    guard.lift(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [("consent", "0002_mails_excerpts_and_the_ledgers_head")]

    operations = [migrations.RunPython(install, lift)]
