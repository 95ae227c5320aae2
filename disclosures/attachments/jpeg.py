"""Takes out of a JPEG what the camera wrote beside the picture, without touching the picture.

ITU-T T.81 annex B. For pictures inside PDF files, whose compression must stay what the page says.
"""

_START, _END, _SCAN, _JFIF = 0xD8, 0xD9, 0xDA, 0xE0
_STANDALONE = {0x01, *range(0xD0, 0xD8)}
# JFIF's own header, the colour profile, and Adobe's, without which colours come out wrong.
_KEPT = {_JFIF: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_TELLING = (b"Exif\0\0", b"http://ns.adobe.com/", b"Photoshop 3.0\0")


class NotJpeg(ValueError):
    """The bytes do not follow the format."""


def tells_more(content: bytes) -> bool:
    """Whether a place, a writer or the like may stand beside the picture."""
    return any(mark in content for mark in _TELLING)


def bare(content: bytes) -> bytes:
    """The same picture alone: no Exif, no XMP, no comments, nothing behind its end.

    Raises NotJpeg.
    """
    if content[:2] != b"\xff\xd8":
        raise NotJpeg
    kept, at = [content[:2]], 2
    while at < len(content):
        marker, at = _marker(content, at)
        if marker == _END:
            break
        if marker in _STANDALONE:
            kept.append(bytes((0xFF, marker)))
            continue
        length = int.from_bytes(content[at : at + 2])
        body = content[at : at + length]
        if length < 2 or len(body) < length:
            raise NotJpeg
        at += length
        is_extra = 0xE0 <= marker <= 0xEF or marker == 0xFE
        if marker == _JFIF and body[2:].startswith(_KEPT[marker]):
            # Without the small picture, which may show what was cut off the large one.
            kept.append(b"\xff\xe0\x00\x10" + body[2:14].ljust(12, b"\0") + b"\0\0")
        elif not is_extra or (marker in _KEPT and body[2:].startswith(_KEPT[marker])):
            kept.append(bytes((0xFF, marker)) + body)
        if marker == _SCAN:
            end = _end_of_scan(content, at)
            kept.append(content[at:end])
            at = end
    return b"".join([*kept, b"\xff\xd9"])


def _marker(content: bytes, at: int) -> tuple[int, int]:
    """The marker at `at`, which any number of fill bytes may precede, and where it ends."""
    if content[at] != 0xFF:
        raise NotJpeg
    while at < len(content) and content[at] == 0xFF:
        at += 1
    if at == len(content) or content[at] in (0x00, _START):
        raise NotJpeg
    return content[at], at + 1


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker begins; in coded data 0xFF is followed by 0 or a restart."""
    while (at := content.find(b"\xff", at)) >= 0 and at + 1 < len(content):
        if content[at + 1] != 0x00 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2
    return len(content)
