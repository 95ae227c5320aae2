"""Tell what the site finds in texts: JSON lines in, one line of spans out for each."""

import dataclasses
import json
import sys
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from disclosures.rules import identifiers


class Command(BaseCommand):
    """Calls exactly what pages and uploads call; positions count code points of the text given."""

    help = "Find personal identifiers in JSON lines of text and header."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="a file, or - for standard input")
        parser.add_argument("--json", action="store_true", help="accepted; the answer is JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["file"] == "-":
                sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
                self._answer(sys.stdin)
                return
            with Path(options["file"]).open(encoding="utf-8") as lines:
                self._answer(lines)
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read.") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{options['file']} is not UTF-8.") from error

    def _answer(self, lines: TextIO) -> None:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                asked = json.loads(line)
                text, header = asked["text"], asked.get("header") or ""
                spans = identifiers.scan(text, header)
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                raise CommandError(f'Line {number} is not {{"text": …, "header": …}}.') from error
            found = [dataclasses.asdict(span) for span in spans]
            self.stdout.write(json.dumps({"spans": found}))
