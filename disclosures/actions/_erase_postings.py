"""Destroys words and photos of postings, and the reasons of declarations that nothing was due."""

from collections.abc import Iterator

from disclosures.actions._destroy import Target, destroy
from disclosures.ledger.cells import POSTING_COLUMNS, posting_cells
from disclosures.models import NothingDue, Posting, PostingEnd

_TEXT = ("text",)


def posting(rest: str, unit_id: int, marker: str) -> Iterator[Target]:
    """Place, note or photo of a posting; of a photo nothing is left but that there was one."""
    posting_id, _separator, name = rest.partition(":")
    of = (
        Posting.objects.select_for_update(of=("self",))
        .select_related("disclosure")
        .get(pk=posting_id, disclosure__unit=unit_id)
    )
    if name not in ("place", "note", "photo"):
        raise LookupError(name)
    if name in (of.erased or {}) or not (of.photo_sha256 if name == "photo" else getattr(of, name)):
        return
    cells = posting_cells(of)
    cols = POSTING_COLUMNS[: len(cells)]
    erased, of.salts = destroy(cols, cols, cells, bytes(of.salts), [cols.index(name)])
    of.erased = {**(of.erased or {}), **erased}
    if name == "photo":
        of.photo_sha256 = of.photo_media_type = ""
        changed = ["photo_sha256", "photo_media_type"]
    else:
        setattr(of, name, marker[:200])
        changed = [name]
    of.save(update_fields=[*changed, "salts", "erased"])
    yield Target(of.disclosure.subject, of.entry_idx, "posting", 0, (name,))


def posting_end(rest: str, unit_id: int, marker: str) -> Iterator[Target]:
    """The words on how a sheet came down."""
    end = (
        PostingEnd.objects.select_for_update(of=("self",))
        .select_related("posting__disclosure")
        .get(pk=rest, posting__disclosure__unit=unit_id)
    )
    if end.erased or not end.note:
        return
    end.erased, end.salts = destroy(_TEXT, _TEXT, [end.note], bytes(end.salts), [0])
    end.note = marker
    end.save(update_fields=["note", "salts", "erased"])
    yield Target(end.posting.disclosure.subject, end.entry_idx, "note", 0, _TEXT)


def nothing_due(rest: str, unit_id: int, marker: str) -> Iterator[Target]:
    """The reason why nothing was due."""
    told = NothingDue.objects.select_for_update().get(pk=rest, unit=unit_id)
    if told.erased:
        return
    told.erased, told.salts = destroy(_TEXT, _TEXT, [told.reason], bytes(told.salts), [0])
    told.reason = marker
    told.save(update_fields=["reason", "salts", "erased"])
    yield Target("unit", told.entry_idx, "reason", 0, _TEXT)
