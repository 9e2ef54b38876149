"""`erase_person`: everything about one person goes, over all hosts, and their voice with it."""

from argparse import BooleanOptionalAction
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandParser
from django.utils import timezone

from consent import pledged
from consent.erasure import Erased, NotErased, erase, erase_said_in_advance
from recordings import jobs, voice_erasure
from recordings.command import JsonCommand
from recordings.models import Run


class Command(JsonCommand):
    help = "Erase a person: rows, the ledger's texts, letters in files, and the voice in the sound."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "who", metavar="WHO", help="speaker's id, mail address, x:100200300 or x:@noor_ali"
        )
        parser.add_argument("--by", metavar="USERNAME", required=True, help="who does it")
        parser.add_argument("--reason", metavar="TEXT", required=True, help="who asked, and when")
        parser.add_argument(
            "--keep-no",
            action=BooleanOptionalAction,
            default=True,
            help="keep keyed marks of address and accounts, so that nobody asks them again",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would go; change nothing"
        )

    def handle_json(self, **options: Any) -> dict[str, Any]:
        by = User.objects.filter(username=options["by"]).first()
        if by is None:
            raise NotErased(f"Nobody here has the username “{options['by']}”.")
        done = self._erased(by, options)
        if not options["dry_run"]:
            for run_id in done.runs:
                jobs.perform(run_id, lambda beat: voice_erasure.carry_out(beat.subject_id, beat))
        return _document(done, rehearsed=options["dry_run"])

    def _erased(self, by: User, options: dict[str, Any]) -> Erased:
        """Who said yes in advance may be heard nowhere yet."""
        known, now = pledged.known(options["who"]), timezone.now()
        how: Any = {"by": by, "now": now, "reason": options["reason"]}
        how |= {"keep_no": options["keep_no"], "rehearse": options["dry_run"]}
        if known.speakers:
            return erase(known.speakers, **how)
        return erase_said_in_advance(known.said, addresses=known.addresses, **how)

    def describe(self, document: dict[str, Any]) -> str:
        would = "Would erase" if document["rehearsed"] else "Erased"
        rows = ", ".join(f"{count} {name}" for name, count in document["rows"].items())
        texts = f"{document['lines']} of theirs, {document['lines_of_others']} of others"
        return "\n".join(
            (
                f"{would}: {len(document['speakers'])} appearances; {rows}.",
                f"Taken back: {document['withdrawn']}. Lines of the ledger without text: {texts}.",
                f"Letters in files: {document['letters']}.",
                f"Recordings whose sound is still to be cut: {document['sound_waiting']}.",
            )
        )


def _document(done: Erased, *, rehearsed: bool) -> dict[str, Any]:
    waiting = Run.objects.live().filter(pk__in=done.runs).count()
    return {
        "rehearsed": rehearsed,
        "speakers": done.speakers,
        "withdrawn": done.withdrawn,
        "lines": done.lines,
        "lines_of_others": done.lines_of_others,
        "letters": done.letters,
        "rows": done.rows,
        "sound_waiting": len(done.speakers) if rehearsed else waiting,
    }
