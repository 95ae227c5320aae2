"""The one table that all large samples share: the same cells everywhere, but salts of its own.

What a cell adds to its opening is worked out once, so that a salt costs a few steps and a million
rows a minute. The roots are those of `hashing.commit_rows`.
"""

import hashlib
import json
import random
from binascii import b2a_base64
from typing import Any

from psycopg.types.json import Jsonb

from disclosures.models import TableSchema
from disclosures.rules.hashing import SALT_BYTES, Commitment, RootBuilder, b64url, new_salts
from disclosures.sample.copying import Batch
from disclosures.tables import schema as schemas
from disclosures.tables.derived import Deriver
from disclosures.tables.totals import Totals

SCHEMA = "du-an"
ROWS = 50
WORKS = (
    "nâng cấp đường", "xây cầu", "nạo vét kênh", "sửa trường học", "lắp đèn chiếu sáng",
    "hỗ trợ nhà ở", "thu quỹ phòng chống thiên tai", "tiếp công dân", "giải quyết kiến nghị",
    "cấp nước sạch", "trồng cây xanh", "tập huấn nghề", "thu gom rác", "sửa nhà văn hóa",
)  # fmt: skip
PLACES = (
    "Vĩnh Trung", "Vĩnh Kiên", "Vĩnh Hòa", "Mỹ Thạnh", "Tân Lập", "Xẻo Gừa", "Tư Miên", "Bà Cốt",
    "Ngọn Cái", "Thạnh Phú", "Đay Tà Ni", "Phú Lợi", "Cây Dương", "Hòa Đê", "Rạch Sên", "Ông Dèo",
)  # fmt: skip
_URL_SAFE = bytes.maketrans(b"+/", b"-_")


class Projects:
    """A table of so many works of a commune, ready to be written again and again."""

    def __init__(self, rng: random.Random, count: int) -> None:
        self._schema = TableSchema.objects.filter(code=SCHEMA).latest("valid_from")
        self.cells = [_project(rng, at) for at in range(count)]
        self.columns = tuple(field["name"] for field in self._schema.body["fields"])
        self.words = " ".join(f"{cells[1]} {cells[2]}" for cells in self.cells)
        declared = schemas.read(self._schema.body)
        derive, totals = Deriver(declared, self.columns), Totals(declared, self.columns)
        self._derived = derive.of_all(self.cells)
        for cells in self.cells:
            totals.add(cells)
        self._totals = totals.result()
        self._written = [json.dumps(cells) for cells in self.cells]
        self._ends = [
            _end(column, cell)
            for cells in self.cells
            for column, cell in zip(self.columns, cells, strict=True)
        ]

    def add(self, batch: Batch, version_id: int, table_id: int) -> list[Commitment]:
        """Add the table to a version; its commitments."""
        columns = Jsonb(list(self.columns))
        batch.add(
            "disclosures_datatable",
            table_id, version_id, 1, self._schema.pk, None, columns, columns, False,
            len(self.cells), Jsonb(self._totals), Jsonb({}), Jsonb([]),
        )  # fmt: skip
        width, count = len(self.columns), len(self.cells)
        commitments = []
        for name in ("full", "public"):
            salts = new_salts(width * count)
            table = f"disclosures_{name}row"
            step = SALT_BYTES * width
            for at, written in enumerate(self._written):
                derived = self._derived[at] if name == "public" else ()
                piece = salts[at * step : (at + 1) * step]
                batch.add(table, table_id, at + 1, written, piece, *derived)
            commitments.append(
                Commitment(f"{name}_1", self.columns, count, b64url(self._root(salts)))
            )
        return commitments[::-1]

    def _root(self, salts: bytes) -> bytes:
        """The root over the cells with these salts."""
        width = len(self.columns)
        begins = _begins(salts)
        digests = [
            hashlib.sha256(begins[at * 32 : at * 32 + 32] + end).digest()
            for at, end in enumerate(self._ends)
        ]
        root = RootBuilder()
        for at in range(0, len(digests), width):
            root.add(b"".join(digests[at : at + width]))
        return root.root()


def _project(rng: random.Random, at: int) -> list[Any]:
    total = rng.randint(200, 9000) * 1_000_000
    return [
        at + 1, f"{rng.choice(WORKS).capitalize()} {rng.choice(PLACES)}",
        f"Ấp {rng.choice(PLACES)}", "UBND xã", f"{at + 11}/QĐ-UBND", "Ngân sách xã",
        total, 0, "Công ty mẫu", "2026-02-02", "2026-11-30", str(rng.randint(5, 99)),
        total // 2, None, None,
    ]  # fmt: skip


def _end(column: str, cell: Any) -> bytes:
    """What follows the salt in the opening of a cell, in base64url."""
    text = f'",{json.dumps(column)},{json.dumps(cell, ensure_ascii=False)}]'
    return b64url(text.encode("utf-8")).encode("ascii")


def _begins(salts: bytes) -> bytes:
    """How the opening of each cell begins, 32 letters of base64url: all salts at one go.

    It begins with `["` and the 22 letters of the salt, 24 bytes, which base64 writes as 32 letters
    of their own, whatever follows.
    """
    count = len(salts) // SALT_BYTES
    padded, opened = bytearray(18 * count), bytearray(24 * count)
    for at in range(SALT_BYTES):
        padded[at::18] = salts[at::SALT_BYTES]
    letters = b2a_base64(padded, newline=False).translate(_URL_SAFE)
    opened[0::24], opened[1::24] = b"[" * count, b'"' * count
    for at in range(22):
        opened[at + 2 :: 24] = letters[at::24]
    return b2a_base64(opened, newline=False).translate(_URL_SAFE)
