"""Every kind of public page: its address, or where the demo's own list has it."""

UNIT = "/xa/31732-phuong-nga-nam/"
# Kind of page: address, or where to find one by the text of a link on another page.
PUBLIC = {
    "home": "/",
    "finder": "/tim-xa/?q=xa+vinh+quoi",
    "finder-empty": "/tim-xa/?q=khong-co-xa-nay",
    "search": "/tim/?q=ngan+sach",
    "search-empty": "/tim/?q=zzzz",
    "suggestions": "/tim/goi-y/?q=ngan+sach",
    "province": "/tinh/92-thanh-pho-can-tho/",
    "commune": UNIT,
    "list": f"{UNIT}cong-khai/",
    "province-duties": "/tinh/92-thanh-pho-can-tho/tien-do/?xa=31732",
    "duties": f"{UNIT}tien-do/",
    "calendar": f"{UNIT}lich/",
    "questions": f"{UNIT}hoi-dap/",
    "moderation-log": f"{UNIT}nhat-ky-kiem-duyet/",
    "ask": f"{UNIT}hoi-dap/gui/",
    "kinds": "/loai/",
    "audit": "/giam-sat/",
    "audit-commune": "/giam-sat/?xa=31732",
    "how-to-verify": "/giam-sat/kiem-tra/",
    "archive": "/giam-sat/xuat/",
    "ledger": "/so-cai/",
    "follow": "/theo-doi/",
    "kept": "/da-giu/",
    "verify": "/kiem-chung/",
    "about": "/gioi-thieu/",
    "open-data": "/du-lieu-mo/",
    "privacy": "/quyen-rieng-tu/",
    "accessibility": "/tro-nang/",
    "comment-rules": "/quy-tac-binh-luan/",
    "how-to-read": "/cach-doc/ngan-sach/",
    "missing": "/khong-co-trang-nay/",
    "sign-in": "/quan-tri/dang-nhap/",
}
NOTICES = {
    "budget": "thu-chi-ngan-sach-9-thang-2026",
    "compensation": "phuong-an-boi-thuong",
    "household-list": "ho-ngheo-nam-2026",
    "withdrawn": "ket-qua-thanh-tra",
    "superseded": "phi-le-phi",
    "generic": "lay-y-kien",
}
BELOW = (
    "in/",
    "doc-loa/",
    "lich-su/",
    "y-kien/",
    "y-kien/gui/",
    "bang/1/",
    "ban/1/",
    "so-sanh/1..2/",
    "tep/1/trang/1/",
    "the/",
)
STATUSES = {"missing": 404, "withdrawn": 410}


def in_language(addresses, prefix):
    """The same pages below the prefix of a language; the workbench has none."""
    return {
        name: prefix + address
        for name, address in addresses.items()
        if not (prefix and address.startswith("/quan-tri/"))
    }
