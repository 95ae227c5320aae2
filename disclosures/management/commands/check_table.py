"""Judges a table file without storing it, exactly as the site would."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from disclosures.catalogue import load
from disclosures.tables import schema as schemas
from disclosures.tables.checked import CheckedTable, Context
from disclosures.tables.judge import Judgement, judge


class Command(BaseCommand):
    """Needs no database: the context stands for what the commune's own records would say."""

    help = "Judge FILE against a table schema; store nothing."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind-table", required=True, metavar="SCHEMA")
        parser.add_argument("--kind", metavar="CODE", help="whose words the columns go by")
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="answer as one JSON object")
        parser.add_argument("--context", type=Path, help="JSON: unit_code, villages, fiscal_year")

    def handle(self, *args: Any, **options: Any) -> None:
        bodies = {record["name"]: record for record in load.tables()}
        if options["kind_table"] not in bodies:
            raise CommandError(f"No table schema is called {options['kind_table']!r}.")
        schema = schemas.read(bodies[options["kind_table"]], _headers(options))
        try:
            content = options["file"].read_bytes()
            context = _context(options["context"])
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        with override("vi"):
            judgement = judge(content, schema, context)
        answer = as_json(judgement, schema)
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        self.stdout.write(f"{answer['verdict']}: {answer['rows']}")
        for line in (*answer["assumptions"], *(e["message"] for e in answer["errors"])):
            self.stdout.write(f"  {line}")


def _headers(options: dict[str, Any]) -> schemas.Headers:
    if not options["kind"]:
        return {}
    kinds = {record["code"]: record for record in load.kinds()}
    if options["kind"] not in kinds:
        raise CommandError(f"No kind is called {options['kind']!r}.")
    return schemas.headers_in(kinds[options["kind"]], options["kind_table"])


def _context(path: Path | None) -> Context:
    given = json.loads(path.read_text("utf-8")) if path else {}
    if not isinstance(given, dict):
        raise CommandError("The context must be a JSON object.")
    year = given.get("fiscal_year")
    return Context(
        villages=tuple(map(str, given.get("villages") or ())),
        fiscal_year=int(year) if year else None,
    )


def as_json(judgement: Judgement, schema: schemas.Schema) -> dict[str, Any]:
    """The answer with the names that outside checks rely on."""
    sheet = judgement.found.sheet.name if judgement.found else ""
    checked = judgement.checked
    return {
        "verdict": judgement.verdict,
        "rows": len(checked.rows) if checked else 0,
        "assumptions": [*judgement.assumptions, *judgement.to_confirm],
        "to_confirm": list(judgement.to_confirm),
        "errors": [
            {
                "sheet": sheet,
                "cell": error.cell,
                "kind": error.kind,
                "level": error.level,
                "message": error.message,
            }
            for error in judgement.errors
        ],
        "identifiers": [
            {
                "kind": found.kind,
                "value": found.value,
                "place": found.place,
                "sheet": found.sheet,
                "cell": found.cell,
            }
            for found in judgement.identifiers
        ],
        "values": _values(checked, schema) if checked else {},
    }


def _values(checked: CheckedTable, schema: schemas.Schema) -> dict[str, dict[str, Any]]:
    columns = [schema.column(name) for name in checked.columns]
    return {
        str(number): {
            column.name: _number(value) if column.is_numeric else value
            for column, value in zip(columns, row, strict=True)
        }
        for number, row in zip(checked.row_numbers, checked.rows, strict=True)
    }


def _number(value: Any) -> Any:
    if value is None or isinstance(value, int):
        return value
    number = Decimal(value)
    return int(number) if number == number.to_integral_value() else float(number)
