"""JsonCommand: what every command of ours with `--json` shares. Not: what any of them does."""

import json
import logging
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

log = logging.getLogger(__name__)


class JsonCommand(BaseCommand):
    """Answers with one document, built by `handle_json`; `--json` prints it as JSON on stdout.

    Whatever raises an error of ours (a sentence and `permanent`) ends with exit code 1; with
    `--json` stdout then holds `{"error": "<sentence>"}`. A mistake in the arguments does the same.
    """

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        parser.add_argument("--json", action="store_true", help="print one JSON document on stdout")
        return parser

    def handle_json(self, **options: Any) -> dict[str, Any]:
        """Do the work and say what came of it."""
        raise NotImplementedError

    def describe(self, document: dict[str, Any]) -> str:
        """The document for a person to read: a line for each entry."""
        return "\n".join(f"{name}: {_plain(value)}" for name, value in document.items())

    def run_from_argv(self, argv: list[str]) -> None:
        """As Django does it, but a mistake in the arguments is an error like any other."""
        try:
            super().run_from_argv(argv)
        except SystemExit as ended:
            if ended.code == 2 and "--json" in argv:
                self._say({"error": f"These arguments are not understood. Try: {argv[1]} --help"})
                sys.exit(1)
            raise

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            document = self.handle_json(**options)
        except Exception as error:
            sentence = _sentence(error)
            if options["json"]:
                self._say({"error": sentence})
            raise CommandError(sentence) from error
        if options["json"]:
            self._say(document)
        else:
            self.stdout.write(self.describe(document))

    def _say(self, document: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False))


def _sentence(error: Exception) -> str:
    """Our own errors speak for themselves; any other is named, and its traceback logged."""
    if isinstance(error, CommandError) or hasattr(error, "permanent"):
        return str(error)
    log.error("A command failed", exc_info=error)
    return f"This stopped at something we did not foresee ({type(error).__name__}: {error})."


def _plain(value: Any) -> str:
    if isinstance(value, str | int | float) or value is None:
        return "–" if value is None else str(value)
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
