"""Judges an attachment without storing it, exactly as the site would."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import override

from disclosures.attachments.findings import PROPERTY, Finding, sentences
from disclosures.attachments.inspect import FileRefused, Inspected, inspect
from disclosures.vocabulary import ScanStatus


class Command(BaseCommand):
    """Needs no database. A refused or blocked file is an answer, not a failure: it exits 0."""

    help = "Judge FILE as an attachment; store nothing."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="answer as one JSON object")
        parser.add_argument("--out", type=Path, help="folder for the bytes to be published")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(str(error)) from error
        with override("vi"):
            answer, inspected = _judged(content)
        if inspected and options["out"] and answer["verdict"] != "blocked":
            options["out"].mkdir(parents=True, exist_ok=True)
            name = f"{options['file'].stem}.{inspected.extension}"
            (options["out"] / name).write_bytes(inspected.content)
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        self.stdout.write("\n  ".join([answer["verdict"], *answer["reasons"]]))


def _judged(content: bytes) -> tuple[dict[str, Any], Inspected | None]:
    try:
        inspected = inspect(content)
    except FileRefused as refused:
        return {"verdict": "refused", "reasons": [str(refused)], "identifiers": []}, None
    reasons = sentences(inspected.findings)
    if inspected.scan == ScanStatus.PENDING:
        reasons.append(_("The virus scanner has not answered yet."))
    verdict = "accepted" if inspected.content == content else "cleaned"
    return {
        "verdict": "blocked" if reasons else verdict,
        "reasons": reasons,
        "identifiers": [_plain(each) for each in inspected.findings if each.kind != PROPERTY],
    }, inspected


def _plain(finding: Finding) -> dict[str, str]:
    told = {"kind": finding.kind, "value": finding.value, "place": finding.where}
    if finding.sheet or finding.cell:
        told |= {"sheet": finding.sheet, "cell": finding.cell}
    return told
