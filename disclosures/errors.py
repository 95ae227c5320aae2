"""The only ways an action or a query may refuse; the shell turns each into one HTTP answer."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A refusal with a sentence that the reader may see; never holds personal data."""

    def __init__(self, message: Any = "", *, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class NotFound(Refusal):
    """The thing does not exist for this reader: missing and forbidden look alike (404)."""


class Moved(Refusal):
    """Only the cosmetic part of the address is wrong; `url` is the right one (301)."""

    def __init__(self, url: str) -> None:
        super().__init__(code="moved")
        self.url = url


class NotAllowed(Refusal):
    """A verb this person may not use here: 404, or 403 with the reason on a thing they may see."""

    def __init__(self, message: Any = "", *, may_see: bool = False, code: str = "") -> None:
        super().__init__(message, code=code)
        self.may_see = may_see


class WrongState(Refusal):
    """The thing is not in a state from which this verb leads on (409)."""


class Stale(Refusal):
    """Somebody else changed the thing first (409)."""


class Gone(Refusal):
    """The disclosure was withdrawn; `tombstone` is what may still be shown (410)."""

    def __init__(self, message: Any = "", *, tombstone: Any = None) -> None:
        super().__init__(message, code="gone")
        self.tombstone = tombstone


class TooMany(Refusal):
    """The sender must wait `retry_after` seconds (429)."""

    def __init__(self, message: Any = "", *, retry_after: int = 60) -> None:
        super().__init__(message, code="too-many")
        self.retry_after = retry_after


class Unavailable(Refusal):
    """The store of files does not answer or is full; nothing was saved (503)."""

    retry_after = 60

    def __init__(self) -> None:
        super().__init__(_("The store of files does not answer. Nothing was saved."))


class Invalid(Refusal):
    """The values given cannot be taken (422); `problems` maps a field's name to its sentence."""

    def __init__(
        self, message: Any = "", *, problems: Mapping[str, Any] | None = None, code: str = ""
    ) -> None:
        super().__init__(message, code=code)
        self.problems = dict(problems or {})
