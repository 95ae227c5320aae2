"""Log lines without personal data: no values that an exception quotes, no identifiers.

A database that refuses a row quotes the whole row; a failed conversion quotes what it got. Which
constraint, which state and which line of code is all that mending needs.
"""

import logging
import traceback
from types import TracebackType

from django.db import DatabaseError

from disclosures.rules import identifiers

# Their messages quote values that came from outside.
_QUOTING = (DatabaseError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError)
COVER = "•••"

type ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def covered(text: str) -> str:
    """The text with every identifier covered, also those that only advise."""
    for span in reversed(identifiers.scan(text)):
        text = text[: span.start] + COVER + text[span.end :]
    return text


class PrivateFormatter(logging.Formatter):
    """Covers identifiers in messages, and tells of exceptions by type, place and constraint."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = covered(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: ExcInfo) -> str:  # type: ignore[override]
        """The chain of exceptions, oldest first, each with its frames and without its values."""
        lines: list[str] = []
        told: BaseException | None = ei[1]
        while told is not None:
            frames = traceback.format_tb(told.__traceback__)
            lines = [*frames, self._name(told), *(["then:\n"] if lines else []), *lines]
            told = told.__cause__ or (None if told.__suppress_context__ else told.__context__)
        return "".join(lines).rstrip("\n")

    def _name(self, told: BaseException) -> str:
        name = f"{type(told).__module__}.{type(told).__qualname__}"
        diagnosis = getattr(told, "diag", None)
        if diagnosis is not None:
            known = (diagnosis.sqlstate, diagnosis.table_name, diagnosis.constraint_name)
            return f"{name} {' '.join(word for word in known if word)}\n"
        if isinstance(told, _QUOTING):
            return f"{name}\n"
        return f"{name}: {covered(str(told))}\n"
