"""Makes invented personal numbers of every kind, in the spellings of real lists."""

import random

from tests.privacy.spellings import spelled

# Some provinces' codes as they stand on cards (TT 59/2021/TT-BCA); a sample, not the list.
_PROVINCES = ("001", "030", "038", "046", "066", "079", "082", "084", "091", "092", "093", "094",
              "095", "096")  # fmt: skip
_MOBILE = ("32", "33", "34", "35", "36", "37", "38", "39", "56", "58", "70", "76", "77", "78",
           "79", "81", "82", "83", "84", "85", "86", "88", "89", "90", "91", "93", "94", "96",
           "97", "98", "99", "59", "52", "87", "55")  # fmt: skip
_GROUPS_12 = ((12,), (12,), (12,), (3, 3, 3, 3), (3, 1, 2, 6), (4, 4, 4), (6, 6), (3, 9), (3, 3, 6))
_GROUPS_10 = ((10,), (10,), (10,), (4, 3, 3), (3, 3, 4), (4, 6), (2, 2, 2, 2, 2), (5, 5),
              (4, 2, 2, 2), (3, 7))  # fmt: skip


def _digits(chance: random.Random, count: int) -> str:
    return "".join(str(chance.randrange(10)) for _at in range(count))


def cccd(chance: random.Random) -> str:
    year = chance.randint(1930, 2024)
    century = 2 * (year // 100 - 19) + chance.randrange(2)
    number = f"{chance.choice(_PROVINCES)}{century}{year % 100:02d}{_digits(chance, 6)}"
    return spelled(chance, number, _GROUPS_12)


def foreign_cccd(chance: random.Random) -> str:
    year = chance.randint(1950, 1999)
    number = f"{chance.choice(('184', '332', '400'))}{chance.randrange(2)}{year % 100:02d}"
    return spelled(chance, number + _digits(chance, 6), ((12,), (3, 3, 3, 3)))


def mobile(chance: random.Random) -> str:
    rest = chance.choice(_MOBILE) + _digits(chance, 7)
    if chance.randrange(5):
        return spelled(chance, "0" + rest, _GROUPS_10)
    gap = chance.choice(("", " ", "-", "."))
    grouped = gap.join((rest[:3], rest[3:6], rest[6:]))
    front = chance.choice(("+84", "+84 ", "(+84) ", "0084", "+84(0)", "+84-", "+84."))
    return front + grouped


def landline(chance: random.Random) -> str:
    number = f"029{chance.choice('239')}3{_digits(chance, 6)}"
    gap = chance.choice(("", " ", "."))
    return gap.join((number[:4], number[4:7], number[7:])) if gap else number


def bhyt(chance: random.Random) -> str:
    letters = chance.choice(("DN", "HN", "CN", "GD", "TE", "HT", "BT", "HS", "DT", "CC"))
    number = f"{chance.randint(1, 5)}{chance.choice(('92', '94', '93', '79'))}{_digits(chance, 10)}"
    if chance.randrange(10) == 0:
        letters = letters.lower()
    gap = chance.choice(("", "", "", " ", "-", "."))
    sizes = chance.choice(((1, 2, 10), (1, 2, 2, 3, 5), (13,), (1, 2, 3, 3, 4)))
    parts, at = [letters], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return gap.join(parts)


def cmnd(chance: random.Random) -> str:
    number = chance.choice(("36", "37", "33", "02", "38")) + _digits(chance, 7)
    return spelled(chance, number, ((9,), (9,), (3, 3, 3), (2, 7)))


def bhxh(chance: random.Random) -> str:
    return spelled(chance, f"9{chance.choice('234')}{_digits(chance, 8)}", ((10,), (10,), (2, 8)))


def account(chance: random.Random) -> str:
    number = str(chance.randint(1, 9)) + _digits(chance, chance.randint(8, 14)) + "7"
    return spelled(chance, number, ((len(number),), (len(number),), (4, 4, 4), (4, 3, 3)))


def gcn(chance: random.Random) -> str:
    letters = chance.choice(("BK", "CE", "DA", "AP", "BX", "CH", "T", "Đ"))
    count = 6 if len(letters) == 1 else chance.choice((6, 6, 8))
    return letters + chance.choice(("", " ", "-", "\u00a0")) + _digits(chance, count)


def gcn_book(chance: random.Random) -> str:
    return chance.choice(("CS", "CH", "H", "CN")) + chance.choice(("", " ")) + _digits(chance, 5)


def passport(chance: random.Random) -> str:
    return chance.choice("BCKPN") + chance.choice(("", "", " ")) + _digits(chance, 7)


def household_book(chance: random.Random) -> str:
    return chance.choice(("31", "93")) + _digits(chance, 7)


def birth(chance: random.Random) -> str:
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(1935, 2020)
    forms = (
        "{d}/{m}/{y}",
        "{d:02d}/{m:02d}/{y}",
        "{d}-{m}-{y}",
        "{d}.{m}.{y}",
        "{y}-{m:02d}-{d:02d}",
        "{d} tháng {m} năm {y}",
        "{d:02d} / {m:02d} / {y}",
    )
    return chance.choice(forms).format(d=day, m=month, y=year)


def tax_code(chance: random.Random) -> str:
    while True:
        head = "18" + _digits(chance, 7)
        weights = (31, 29, 23, 19, 17, 13, 7, 5, 3)
        check = 10 - sum(w * int(d) for w, d in zip(weights, head, strict=True)) % 11
        if 0 <= check <= 9 and head[2:] != "0000000":
            return f"{head}{check}" + chance.choice(("", "", "-001"))


def party_card(chance: random.Random) -> str:
    return f"{chance.choice(('94', '92', '67'))}{chance.choice(('.', '', ' '))}{_digits(chance, 6)}"


def staff_number(chance: random.Random) -> str:
    front = chance.choice(("CT.", "", "CC-", "VC", "94."))
    return front + _digits(chance, chance.randint(6, 9))


def email(chance: random.Random) -> str:
    name = chance.choice(("thachson", "ly.hoa", "ut_tran", "nguyen-nam", "be.ba+xa"))
    return f"{name}{chance.randrange(99)}@{chance.choice(('gmail.com', 'yahoo.com.vn'))}"


def address(chance: random.Random) -> str:
    street = chance.choice(("đường", "hẻm", "ngõ", "tổ", "khóm"))
    house = f"{chance.randint(1, 400)}{chance.choice(('', 'A', '/3', '/12/5'))}"
    return f"số {chance.choice(('nhà ', ''))}{house}{chance.choice((',', ''))} {street}"


MAKERS = {
    "cccd": cccd, "phone-mobile": mobile, "bhyt": bhyt, "cmnd": cmnd, "bhxh": bhxh,
    "bank-account": account, "gcn": gcn, "gcn-book": gcn_book, "passport": passport,
    "household-book": household_book, "dob-full": birth, "mst": tax_code,
    "party-card": party_card, "staff-number": staff_number, "cccd-foreign-birth": foreign_cccd,
    "phone-landline": landline, "email": email, "house-address": address,
}  # fmt: skip
