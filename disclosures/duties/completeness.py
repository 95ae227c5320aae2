"""What is still missing before a version may be put forward, as sentences by field."""

from typing import Any

from django.utils.translation import gettext as _

from disclosures.duties import file_words, private_data, scans
from disclosures.models import Version

REQUIRED = ("title", "summary", "document_number", "document_date", "issuer", "signer")


def _missing(name: str) -> str:
    return {
        "title": _("Write a title that a neighbour understands."),
        "summary": _("Say in one or two sentences what is in it."),
        "document_number": _("Write the document's number and symbol, like 219/TB-UBND."),
        "document_date": _("Write the day on which the document was signed."),
        "issuer": _("Write which authority issued the document."),
        "signer": _("Write who signed the document."),
    }[name]


def problems_of(version: Version) -> dict[str, Any]:
    """Everything that stops a submission, one sentence a field; empty when nothing does."""
    problems: dict[str, Any] = {
        name: _missing(name) for name in REQUIRED if not getattr(version, name)
    }
    if version.is_amendment and not version.change_reason:
        problems["change_reason"] = _("Write what changes and why.")
    disclosure = version.disclosure
    if disclosure.kind.body["period"] not in {"event", "project", "permanent"}:
        if not disclosure.period:
            problems["period"] = _("Choose the period.")
    elif disclosure.triggered_on is None and disclosure.kind.body["trigger"] != "on_change":
        problems["triggered_on"] = _("Write the day from which the deadline counts.")
    filled = set(version.tables.values_list("schema__code", flat=True))
    for table in disclosure.kind.tables_for(disclosure.fiscal_year):
        if table.get("required") and table["schema"] not in filled:
            problems[f"table-{table['schema']}"] = _("Fill the compulsory table.")
    for file in version.attachments.held():
        for at, problem in enumerate(file.problems):
            sentence = _("File “%(title)s”: %(problem)s")
            problems[f"file-{file.number}-{at}"] = sentence % {
                "title": file.title, "problem": problem,
            }  # fmt: skip
    problems.update(scans.waiting_of(version))
    problems.update(_private_data(version))
    return problems


def _private_data(version: Version) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for finding in private_data.unexcepted(version):
        found.setdefault(finding.place, private_data.sentence(finding.sample))
    for in_file in file_words.findings_of(version):
        found.setdefault(f"file-{in_file.number}", in_file.sentence())
    return found
