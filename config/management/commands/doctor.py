"""`manage.py doctor`: whether everything that the site stands on works."""

from typing import Any

from django.core.management import CommandError

from config import doctor
from recordings.command import JsonCommand


class Command(JsonCommand):
    help = "Try ffmpeg, database, store, queue, mail and address; end with 1 if one is broken."
    requires_system_checks = ()

    def handle_json(self, **_: Any) -> dict[str, Any]:
        findings = doctor.examine()
        broken = [f for f in findings if f.vital and not f.ok]
        if broken:
            raise CommandError(" ".join(f"{f.part}: {f.sentence}" for f in broken))
        parts = {f.part: {"ok": f.ok, **f.facts, **_said(f)} for f in findings}
        return {"ok": all(f.ok for f in findings), **parts}

    def describe(self, document: dict[str, Any]) -> str:
        """One line a part: ok or not, what was found, what to do."""
        parts = {name: facts for name, facts in document.items() if name != "ok"}
        return "\n".join(_line(name, dict(facts)) for name, facts in parts.items())


def _line(part: str, facts: dict[str, Any]) -> str:
    mark = "ok " if facts.pop("ok") else "NOT"
    sentence = facts.pop("sentence", "")
    found = ", ".join(f"{name} {value}" for name, value in facts.items())
    return f"{mark} {part:<9} {sentence or found}"


def _said(finding: doctor.Finding) -> dict[str, str]:
    return {"sentence": finding.sentence} if finding.sentence else {}
