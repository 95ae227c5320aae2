"""What the check for private data found in a file: where, of which kind, and as it stands there."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from disclosures.tables.private_cells import Found

# The kind of a finding that is no identifier: what a signed file says of itself.
PROPERTY = "property"
_MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """An identifier in a file. `place` is a word of `check_table`'s answer, or page or text.

    `page` counts from 1, `sheet` and `cell` are as the person sees them; each is empty where the
    place has none.
    """

    kind: str
    value: str
    place: str
    page: int = 0
    sheet: str = ""
    cell: str = ""

    @classmethod
    def in_workbook(cls, found: Found) -> "Finding":
        """The same as the reader of tables says it."""
        return cls(found.kind, found.value, found.place, 0, found.sheet, found.cell)

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Finding":
        """Back from what `as_plain` gave."""
        return cls(**plain)

    def as_plain(self) -> dict[str, Any]:
        """As it is stored with the file that it holds back."""
        return asdict(self)

    @property
    def where(self) -> str:
        """The place as `check_file` prints it."""
        return f"page {self.page}" if self.page else self.place

    def sentence(self) -> str:
        """What the official is told: the sample, its place, and what to do."""
        shown = {
            "sample": self.value, "page": self.page, "sheet": self.sheet, "cell": self.cell,
        }  # fmt: skip
        if self.page:
            text = _("“%(sample)s” on page %(page)d looks like private data. Take it out.")
        elif self.sheet and self.cell:
            text = _(
                "“%(sample)s” in sheet “%(sheet)s”, cell %(cell)s looks like private data. "
                "Take it out."
            )
        elif self.place == "comment" and self.cell:
            text = _(
                "“%(sample)s” in the comment or hint of cell %(cell)s looks like private data. "
                "Take it out."
            )
        else:
            text = _in_place(self.place)
        return text % shown


def _in_place(place: str) -> str:
    return {
        "comment": _("“%(sample)s” in a comment looks like private data. Take it out."),
        "document-properties": _(
            "“%(sample)s” in the properties of the file looks like private data. Take it out."
        ),
        "header-footer": _(
            "“%(sample)s” in a header or footer looks like private data. Take it out."
        ),
        "defined-name": _(
            "“%(sample)s” in the name of a sheet or range looks like private data. Take it out."
        ),
        "hidden-sheet": _(
            "“%(sample)s” in the name of a hidden sheet looks like private data. Take it out."
        ),
        "pivot-cache": _(
            "“%(sample)s” in the store of a pivot table looks like private data. Make the table "
            "anew without it."
        ),
        "unseen": _(
            "“%(sample)s” stands in the file where no page shows it: cut off, in a bookmark, a "
            "form field, a link or the description of a picture. Take it out, or print the pages "
            "to a new PDF."
        ),
        "earlier": _(
            "“%(sample)s” in an earlier state of the signed file looks like private data. Have a "
            "new file signed without it."
        ),
        "signature": _(
            "“%(sample)s” in the certificate of the digital signature looks like private data. "
            "Have the file signed with the certificate of the office."
        ),
    }.get(place, _("“%(sample)s” in the file looks like private data. Take it out."))


def sentences(findings: Sequence[Finding]) -> list[str]:
    """What is said of all findings in a file: each place, and its properties together."""
    told = [each.sentence() for each in findings if each.kind != PROPERTY]
    if len(told) > _MOST_TOLD:
        more = _("There are %(count)d more such places.") % {"count": len(told) - _MOST_TOLD}
        told = [*told[:_MOST_TOLD], more]
    kept = [each.value for each in findings if each.kind == PROPERTY]
    if kept:
        told.append(
            _(
                "The file is digitally signed and has to stay as it is, so everybody will read "
                "in its properties: “%(sample)s”."
            )
            % {"sample": "; ".join(kept)}
        )
    return told
