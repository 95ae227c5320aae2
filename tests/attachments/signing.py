"""Signs PDF files as an office's program does, with certificates made here."""

import datetime as dt
import io

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

# Room for the signature, in bytes.
_ROOM = 6000
_WIDE = 10**9


def certificate(name="UBND phường Ngã Năm", key=None):
    """A key and a certificate that signs itself."""
    key = key or rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    made = (
        x509.CertificateBuilder()
        .issuer_name(subject)
        .subject_name(subject)
        .public_key(key.public_key())
        .serial_number(1001)
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=3650))
    )
    return key, made.sign(key, hashes.SHA256())


def elliptic(name="UBND phường Ngã Năm"):
    return certificate(name, ec.generate_private_key(ec.SECP256R1()))


def with_field(content, **root):
    """The file with room for a signature, as a signing program first writes it."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as file:
        signature = file.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Sig,
                Filter=pikepdf.Name("/Adobe.PPKLite"),
                SubFilter=pikepdf.Name("/adbe.pkcs7.detached"),
                ByteRange=pikepdf.Array([0, _WIDE, _WIDE, _WIDE]),
                Contents=pikepdf.String(b"\0" * _ROOM),
            )
        )
        field = file.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Sig,
                T=pikepdf.String("ChuKy1"), V=signature, Rect=pikepdf.Array([0, 0, 0, 0]), F=132,
                P=file.pages[0].obj,
            )
        )  # fmt: skip
        file.pages[0].Annots = pikepdf.Array([*file.pages[0].get("/Annots", ()), field])
        file.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]), SigFlags=3)
        for name, value in root.items():
            file.Root[f"/{name}"] = value
        file.save(made, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return made.getvalue()


def fill(content, signer, *, start=0):
    """Put the signature into the room that begins after `start`."""
    at = content.index(b"/Contents <", start) + len(b"/Contents ")
    after = content.index(b">", at) + 1
    old = b"0 %d %d %d" % (_WIDE, _WIDE, _WIDE)
    new = b"0 %d %d %d" % (at, after, len(content) - after)
    content = content.replace(old, new.ljust(len(old)), 1)
    key, its_certificate = signer
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content[:at] + content[after:])
    cms = builder.add_signer(its_certificate, key, hashes.SHA256()).sign(
        Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
    )
    return content[:at] + b"<" + cms.hex().ljust(2 * _ROOM, "0").encode() + b">" + content[after:]


def signed(content, signer=None, **root):
    """The file signed whole."""
    return fill(with_field(content, **root), signer or certificate())


def signed_once_more(content, signer=None):
    """A second signature in a revision of its own, as the clerk adds it."""
    start = len(content)
    xref_at = int(content.rpartition(b"startxref\n")[2].split()[0])
    size = int(content.rpartition(b"/Size ")[2].split()[0])
    root = content.rpartition(b"/Root ")[2].split()[0]
    body = (
        b"%d 0 obj\n<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached "
        b"/ByteRange [ 0 %d %d %d ] /Contents <%s> >>\nendobj\n"
        % (size, _WIDE, _WIDE, _WIDE, b"0" * 2 * _ROOM)
    )
    table = (
        b"xref\n%d 1\n%010d 00000 n \ntrailer << /Size %d /Root %s 0 R /Prev %d >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, start, size + 1, root, xref_at, start + len(body))
    )
    return fill(content + body + table, signer or certificate(), start=start)
