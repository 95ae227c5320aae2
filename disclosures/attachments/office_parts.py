"""Which parts an office file may have, and what each may hold.

A list of what is known, since whatever else lies in the package came from elsewhere. Loaded in the
child alone.
"""

import io
import re

import PIL.Image

from disclosures.attachments import clean_image
from disclosures.attachments.refusal import MAX_PIXELS, Refused

_MACROS = re.compile(r"vbaProject|vbaData|\.bin\.rels$|(^|/)macrosheets/|^(Basic|Scripts)/", re.I)
_FOREIGN = re.compile(
    r"(^|/)(embeddings|externalLinks|activeX|ctrlProps|afchunk|customUI)"
    r"|^Object |^ObjectReplacements/|oleObject|(^|/)(connections|queryTables?|webExtensions)",
    re.I,
)
_NOTES = re.compile(r"(^|/)(comments|threadedComments|revisions)", re.I)
DROPPED = re.compile(
    r"^docProps/[^/]*\.(jpe?g|png|emf|wmf)$|^Thumbnails/|printerSettings\d*\.bin$"
    r"|(^|/)(people|persons?/[^/]*)\.xml$|^layout-cache$|^Configurations2/|\.(odttf|fntdata)$"
    r"|^_xmlsignatures/|^META-INF/documentsignatures\.xml$",
    re.I,
)
_XML = re.compile(r"\.(xml|rels|vml|rdf|svg|psmdcp)$", re.I)
_DRAWN_ANEW = re.compile(r"\.(jpe?g|png)$", re.I)
_SAVED_ANEW = {"gif": "GIF", "bmp": "BMP", "tif": "TIFF", "tiff": "TIFF"}
# Metafiles and fonts cannot be drawn anew; they must at least be what they are called.
_BEGINS = {
    "emf": (b"\x01\x00\x00\x00",),
    "wmf": (b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"\x02\x00\x09\x00"),
    "wdp": (b"II\xbc",),
    "ttf": (b"\x00\x01\x00\x00", b"true"),
    "otf": (b"OTTO",),
}
_TAKEN = {"jpg", "jpeg", "png", *_SAVED_ANEW, *_BEGINS}
_UNSAFE_NAME = re.compile(r"(^|/)\.\.?(/|$)|^/|\\|[\x00-\x1f\x7f:]")


def judge_names(names: list[str]) -> None:
    """Raise Refused for parts that could run, lead elsewhere, or are not known at all."""
    folded = {name.casefold() for name in names}
    if len(folded) != len(names) or any(_UNSAFE_NAME.search(name) for name in names):
        raise Refused("office_damaged")
    for pattern, code in ((_MACROS, "macros"), (_FOREIGN, "foreign"), (_NOTES, "notes")):
        if any(pattern.search(name) for name in names):
            raise Refused(code)
    for name in names:
        is_left_out = name.endswith("/") or name == "mimetype" or DROPPED.search(name)
        if not (is_left_out or is_xml(name) or _ending(name) in _TAKEN):
            raise Refused("foreign")


def is_xml(name: str) -> bool:
    """Whether a part is read through as XML."""
    return bool(_XML.search(name))


def cleaned_picture(name: str, content: bytes) -> bytes:
    """A picture or font of the package as it may be published; other parts as they are."""
    ending = _ending(name)
    if _DRAWN_ANEW.search(name):
        return clean_image.clean(content).content
    if ending in _SAVED_ANEW:
        return _saved_anew(content, _SAVED_ANEW[ending])
    if ending in _BEGINS:
        is_metafile = ending != "emf" or content[40:44] == b" EMF"
        if not (content.startswith(_BEGINS[ending]) and is_metafile):
            raise Refused("foreign")
    return content


def _ending(name: str) -> str:
    return name.rpartition("/")[2].rpartition(".")[2].lower()


def _saved_anew(content: bytes, form: str) -> bytes:
    try:
        with PIL.Image.open(io.BytesIO(content), formats=(form,)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Refused("picture_too_large")
            bare = picture.convert("RGB")
            bare.info = {}
            saved = io.BytesIO()
            bare.save(saved, form)
            return saved.getvalue()
    except (Refused, MemoryError):
        raise
    except PIL.Image.DecompressionBombError as error:
        raise Refused("picture_too_large") from error
    except Exception as error:  # Pillow raises whatever its decoders raise
        raise Refused("picture_damaged") from error
