"""Sentences of notices as they are read aloud."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.rules.numerals import Dialect
from disclosures.rules.read_aloud import money_words, read_aloud


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            "Nghị định 30/2020/NĐ-CP của Chính phủ",
            "Nghị định số ba mươi năm hai nghìn không trăm hai mươi của Chính phủ",
        ),
        (
            "Luật 10/2022/QH15",
            "Luật số mười năm hai nghìn không trăm hai mươi hai của Quốc hội khóa mười lăm",
        ),
        (
            "Thông báo số 246/TB-UBND",
            "Thông báo số hai trăm bốn mươi sáu của Ủy ban nhân dân",
        ),
        ("Số: 15/KH-UBND", "Kế hoạch số mười lăm của Ủy ban nhân dân"),
        ("Thông tư 05/TT-BTC", "Thông tư số năm của Bộ Tài chính"),
        ("Quyết định 12/QĐ-UBND-HC", "Quyết định số mười hai của Ủy ban nhân dân"),
        (
            "từ ngày 20/11 đến hết 17 giờ 00 ngày 26/11/2026",
            "từ ngày hai mươi tháng mười một đến hết mười bảy giờ ngày hai mươi sáu tháng mười một "
            "năm hai nghìn không trăm hai mươi sáu",
        ),
        (
            "từ 20/11 đến 05/12",
            "từ ngày hai mươi tháng mười một đến ngày mùng năm tháng mười hai",
        ),
        ("ngày 10 tháng 4", "ngày mùng mười tháng tư"),
        ("quý III/2026", "quý ba năm hai nghìn không trăm hai mươi sáu"),
        ("9 tháng đầu năm", "chín tháng đầu năm"),
        ("tháng 4/2025", "tháng tư năm hai nghìn không trăm hai mươi lăm"),
        ("2026-01-04", "ngày mùng bốn tháng một năm hai nghìn không trăm hai mươi sáu"),
        (
            "giai đoạn 2021-2025",
            "giai đoạn hai nghìn không trăm hai mươi mốt đến hai nghìn không trăm hai mươi lăm",
        ),
        ("từ 8h30 đến 17:00", "từ tám giờ ba mươi phút đến mười bảy giờ"),
        ("14,9 tỷ đồng, đạt 80,3%", "mười bốn phẩy chín tỷ đồng, đạt tám mươi phẩy ba phần trăm"),
        ("1.250.000.000đ", "một tỷ hai trăm năm mươi triệu đồng"),
        ("5.200 tr.đ", "năm nghìn hai trăm triệu đồng"),
        ("3 ha và 1.234,5 m²", "ba héc ta và một nghìn hai trăm ba mươi tư phẩy năm mét vuông"),
        ("55.000 đồng/m2", "năm mươi lăm nghìn đồng trên mét vuông"),
        ("12 km đường", "mười hai ki lô mét đường"),
        (
            "gọi số 0299 300 0123",
            "gọi số không hai chín chín, ba không không, không một hai ba",
        ),
        ("Điều 12.1 khoản 4", "Điều mười hai chấm một khoản bốn"),
        ("lần thứ IV, thứ 2, thứ I", "lần thứ tư, thứ hai, thứ nhất"),
        ("Chương XIV, khóa X", "Chương mười bốn, khóa mười"),
        ("I. Các khoản thu", "một. Các khoản thu"),
        ("dự án nhóm C", "dự án nhóm C"),
        ("VI PHẠM", "VI PHẠM"),
        ("tỷ lệ 1/500", "tỷ lệ một trên năm trăm"),
        ("số nhà 12/5A, mã 007", "số nhà mười hai trên năm A, mã không không bảy"),
        ("UBND, HĐND xã", "Ủy ban nhân dân, Hội đồng nhân dân xã"),
        ("TP. Cần Thơ, QL 1A", "thành phố Cần Thơ, quốc lộ một A"),
        ("ĐT.936", "đường tỉnh chín trăm ba mươi sáu"),
        ("giảm -2,5%", "giảm âm hai phẩy năm phần trăm"),
        ("lãi 5‰", "lãi năm phần nghìn"),
        ("ngày 45/13/2020", "ngày bốn mươi lăm trên mười ba trên hai nghìn không trăm hai mươi"),
    ],
)  # fmt: skip
def test_what_is_written_is_said(written, said):
    assert read_aloud(written) == said


def test_southerners_hear_their_own_words():
    assert read_aloud("1.104 hộ, 24 nghìn đồng", Dialect.SOUTH) == (
        "một ngàn một trăm lẻ bốn hộ, hai mươi bốn ngàn đồng"
    )


def test_sums_are_said_to_the_dong():
    assert (
        money_words(18_640_000_001)
        == "mười tám tỷ sáu trăm bốn mươi triệu không trăm linh một đồng"
    )


@settings(deadline=None)
@given(st.text("0123456789.,/-–: %IVXLCM²ahkmgđTBUNDQĐ\n", max_size=40) | st.text(max_size=40))
def test_no_figure_is_ever_left_and_nothing_breaks(text):
    said = read_aloud(text)
    assert not set(said) & set("0123456789")


@settings(deadline=None)
@given(st.text("aăâbcdđeêghiklmnoôơpqrstuưvxy ,;:", max_size=60))
def test_words_without_figures_stay_as_they_are(text):
    assert read_aloud(text).split() == read_aloud(read_aloud(text)).split()
