"""The pictures inside an office file that may show words: a scan pasted into a letter, say.

Loaded in children alone.
"""

import io
import re
import zipfile
from collections.abc import Iterator

import PIL.Image

from disclosures.attachments.refusal import FEWEST_PIXELS, MAX_PIXELS

_PICTURE = re.compile(r"\.(jpe?g|png|gif|bmp|tiff?)$", re.I)
FORMATS = ("JPEG", "PNG", "GIF", "BMP", "TIFF")


def pictures(content: bytes) -> Iterator[bytes]:
    """Those large enough to hold a word, in the order of the package; none of what is no package.

    Raises what zipfile and Pillow raise: the content has been through `clean_office`.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in filter(_PICTURE.search, package.namelist()):
            found = package.read(name)
            with PIL.Image.open(io.BytesIO(found), formats=FORMATS) as picture:
                if FEWEST_PIXELS <= picture.width * picture.height <= MAX_PIXELS:
                    yield found
