"""The codes on paper that a telephone scans."""

import io

import segno


def qr_svg(text: str, *, error: str = "q") -> str:
    """`text` as a QR code, an SVG without an XML head.

    With the level `q` a quarter of it may be dirty or torn and it is still read; `m` leaves room
    for a long text such as a signed checkpoint.
    """
    out = io.BytesIO()
    segno.make(text, error=error, micro=False, boost_error=False).save(
        out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2, light="#fff"
    )
    return out.getvalue().decode()
