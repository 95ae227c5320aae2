"""Draws a picture anew: upright, its pixels alone, none of what the camera wrote beside them."""

import io
import zipfile
from dataclasses import replace

import PIL.Image
import PIL.ImageOps

from disclosures.attachments.refusal import FEWEST_PIXELS, MAX_PIXELS, Cleaned, Refused


def clean(content: bytes) -> Cleaned:
    """The picture as JPEG or PNG. Raises Refused before pixels are unpacked when too many."""
    if zipfile.is_zipfile(io.BytesIO(content)) or b"%PDF-" in content[:1024]:
        raise Refused("two_kinds")
    try:
        with PIL.Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Refused("picture_too_large")
            form = str(picture.format)
            upright = PIL.ImageOps.exif_transpose(picture)
            is_legible = picture.width * picture.height >= FEWEST_PIXELS
            return replace(_drawn(upright, form), scanned=(0,) if is_legible else ())
    except (Refused, MemoryError):
        raise
    except PIL.Image.DecompressionBombError as error:
        raise Refused("picture_too_large") from error
    except Exception as error:  # Pillow raises whatever its decoders raise
        raise Refused("picture_damaged") from error


def _drawn(picture: PIL.Image.Image, form: str) -> Cleaned:
    drawn = io.BytesIO()
    if form == "JPEG":
        mode = "L" if picture.mode == "L" else "RGB"
        _bare(picture, mode).save(drawn, "JPEG", quality=90)
        return Cleaned("image/jpeg", "jpg", drawn.getvalue())
    has_alpha = "A" in picture.mode or "transparency" in picture.info
    _bare(picture, "RGBA" if has_alpha else "RGB").save(drawn, "PNG")
    return Cleaned("image/png", "png", drawn.getvalue())


def _bare(picture: PIL.Image.Image, mode: str) -> PIL.Image.Image:
    bare = picture.convert(mode)
    bare.info = {}
    return bare
