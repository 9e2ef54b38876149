"""Mails have an id of their own and are known to have left; questions are reminded of."""

from django.db import migrations, models
from django.db.models import F
from django.utils import timezone


def all_have_left(apps, schema_editor):
    apps.get_model("consent", "Sending").objects.update(left_at=F("at"), tried_at=F("at"))


class Migration(migrations.Migration):

    dependencies = [("consent", "0005_do_not_ask")]

    operations = [
        migrations.AddField(
            model_name="ask",
            name="next_reminder_at",
            field=models.DateTimeField(blank=True, db_index=True, null=True),
        ),
        migrations.AddField(
            model_name="ask",
            name="reminders_sent",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="sending",
            name="kind",
            field=models.CharField(
                choices=[("ask", "Question"), ("reminder", "Reminder")], default="ask", max_length=16
            ),
        ),
        migrations.AddField(
            model_name="sending",
            name="left_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="sending",
            name="message_id",
            field=models.CharField(default="", max_length=255),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="sending",
            name="tried_at",
            field=models.DateTimeField(default=timezone.now),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="sending",
            name="tries",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name="asklink",
            name="purpose",
            field=models.CharField(
                choices=[("answer", "Answer and withdraw"), ("unsubscribe", "Get no more mail")],
                default="answer",
                max_length=16,
            ),
        ),
        migrations.RunPython(all_have_left, migrations.RunPython.noop),
    ]
