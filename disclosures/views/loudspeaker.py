"""The script that a commune's loudspeaker reads, in the words of the south or the north."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, set_response_etag
from django.views.decorators.http import require_safe

from disclosures.access import public
from disclosures.errors import NotFound
from disclosures.models import Disclosure, Recording
from disclosures.queries.freshness import SHARED
from disclosures.queries.loudspeaker import loudspeaker_script, recording_of, recordings_store
from disclosures.rules.numerals import Dialect
from disclosures.views import _ranges
from disclosures.views._page import with_cache
from disclosures.views.disclosure import found

_VOICES = {"nam": Dialect.SOUTH, "bac": Dialect.NORTH}
_EXTENSIONS = {"mp3": "audio/mpeg", "wav": "audio/wav"}


@require_safe
@public
def loudspeaker(
    request: HttpRequest, code: str, unit_slug: str, year: int, number: str, slug: str
) -> HttpResponse:
    """Southern words unless `giong=bac` asks for northern ones.

    Its tag is made from what it says: a sound that the worker made lengthens no log.
    """
    this = found(request, code, year, number)
    voice = "bac" if request.GET.get("giong", "") == "bac" else "nam"
    script = loudspeaker_script(this, _VOICES[voice])
    context = {
        "disclosure": this,
        "unit": this.unit,
        "tab": "disclosures",
        "script": script,
        "minutes": max(1, round(script.seconds / 60)),
        "is_north": voice == "bac",
        **_sound(this, recording_of(this, script, _VOICES[voice]), voice),
    }
    response = render(request, "disclosures/loudspeaker/loudspeaker.html", context)
    response["X-Robots-Tag"] = "noindex"
    set_response_etag(response)
    conditional = get_conditional_response(request, etag=response["ETag"], response=response)
    return with_cache(request, conditional or response)


def _sound(this: Disclosure, recording: Recording | None, voice: str) -> dict[str, Any]:
    if recording is None:
        return {}
    extension = next(name for name, kind in _EXTENSIONS.items() if kind == recording.media_type)
    kwargs = {**this.url_kwargs(), "voice": voice, "extension": extension}
    minutes, seconds = divmod(recording.seconds, 60)
    return {
        "sound": recording,
        "sound_url": reverse("recording", kwargs=kwargs),
        "sound_time": f"{minutes}:{seconds:02d}",
    }


@require_safe
@public
def recording(
    request: HttpRequest, code: str, unit_slug: str, year: int, number: str, slug: str,
    voice: str, extension: str,
) -> HttpResponse:  # fmt: skip
    """The sound of what the script says now, whole or in parts; 404 while it is not made."""
    this = found(request, code, year, number)
    dialect = _VOICES.get(voice)
    if dialect is None:
        raise NotFound
    known = recording_of(this, loudspeaker_script(this, dialect), dialect)
    if known is None or _EXTENSIONS.get(extension) != known.media_type:
        raise NotFound
    store = recordings_store()
    try:
        size = store.size(known.sha256)
    except FileNotFoundError as error:
        raise NotFound from error
    etag = f'"{known.sha256}"'
    response = get_conditional_response(request, etag=etag) or _ranges.send(
        request, partial(store.open, known.sha256), size, etag=etag, media_type=known.media_type,
        filename=f"doc-loa-{this.reference}-{voice}.{extension}",
    )  # fmt: skip
    response["Cache-Control"] = SHARED
    response["X-Robots-Tag"] = "noindex"
    return response
