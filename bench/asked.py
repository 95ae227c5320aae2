"""The 300 things that readers search for, of seven kinds: words, titles, phrases, names of persons,
document numbers, amounts, and words without accents."""

import random
import unicodedata
from collections.abc import Callable

WORKS = (
    "nâng cấp đường", "xây cầu", "nạo vét kênh", "sửa trường học", "lắp đèn chiếu sáng",
    "hỗ trợ nhà ở", "thu quỹ phòng chống thiên tai", "tiếp công dân", "giải quyết kiến nghị",
    "cấp nước sạch", "trồng cây xanh", "tập huấn nghề", "thu gom rác", "sửa nhà văn hóa",
)  # fmt: skip
PLACES = (
    "Vĩnh Trung", "Vĩnh Kiên", "Vĩnh Hòa", "Mỹ Thạnh", "Tân Lập", "Xẻo Gừa", "Tư Miên", "Bà Cốt",
    "Ngọn Cái", "Thạnh Phú", "Đay Tà Ni", "Phú Lợi", "Cây Dương", "Hòa Đê", "Rạch Sên", "Ông Dèo",
)  # fmt: skip
COUNT = 300


def queries(rng: random.Random) -> list[str]:
    """So many of each kind in turn."""
    made: list[Callable[[], str]] = [
        lambda: rng.choice(WORKS).split()[-1],
        lambda: f"{rng.choice(WORKS)} {rng.choice(PLACES)}",
        lambda: f'"{rng.choice(WORKS)}"',
        lambda: f"Nguyễn Văn {rng.choice(('Sang', 'Tài', 'Hùng'))}",
        lambda: f"{rng.randint(1, 400)}/TB-UBND",
        lambda: f"{rng.randint(20, 900)} triệu",
        lambda: _bare(f"{rng.choice(WORKS)} {rng.choice(PLACES)} năm 2026"),
    ]
    return [made[at % len(made)]() for at in range(COUNT)]


def _bare(text: str) -> str:
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
