"""Invented notices: what each says, when it was written, and what became of it."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice to make; `tables` are (number, schema code, name of the invented table)."""

    kind: str
    title: str
    summary: str
    at: dt.datetime
    period: str = ""
    body: str = ""
    state: str = "published"
    tables: tuple[tuple[int, str, str], ...] = ()
    document: str = "TB-UBND"
    comments: tuple[tuple[str, str], ...] = field(default_factory=tuple)
    key: str = ""
    # document or scan: how the signed paper hangs on it.
    paper: str = ""


def at(year: int, month: int, day: int, hour: int = 9) -> dt.datetime:
    """A moment in Vietnam."""
    return dt.datetime(year, month, day, hour, 5, tzinfo=dt.timezone(dt.timedelta(hours=7)))


def main(today: dt.date) -> list[Notice]:
    """The notices of the main demo commune; some hang on today."""

    def before(days: int, hour: int = 9) -> dt.datetime:
        day = today - dt.timedelta(days=days)
        return at(day.year, day.month, day.day, hour)

    def bx(months):
        return (
            (1, "bx-can-doi", f"balance-{months}"),
            (2, "bx-thuc-hien", f"exec-{months}"),
        )

    ck = ((1, "ck113-tt343", "former-9"),)
    return [
        Notice("budget-execution-period", "Thu, chi ngân sách phường 9 tháng năm 2025",
               "Hết tháng 9/2025, phường thu 12,1 tỷ đồng và chi 10,7 tỷ đồng.",
               at(2025, 10, 13), "2025-M9", tables=ck),
        Notice("democracy-regulation", "Quy chế thực hiện dân chủ ở phường Ngã Năm",
               "Quy chế nói rõ việc nào dân bàn, việc nào dân quyết, việc nào xã phải trả lời.",
               at(2025, 8, 20), body="Chương I. Quy định chung.\n\nChương II. Những việc công khai."),
        Notice("fees", "Mức thu phí, lệ phí tại phường năm 2026",
               "Chứng thực bản sao 2.000 đồng một trang; đăng ký khai sinh đúng hạn không thu.",
               at(2026, 1, 8), state="superseded", key="fees-old"),
        Notice("fees", "Mức thu phí, lệ phí tại phường từ tháng 7/2026",
               "Bỏ thu ba khoản; mức chứng thực bản sao giữ nguyên 2.000 đồng một trang.",
               at(2026, 7, 3), key="fees-new"),
        Notice("budget-approved", "Dự toán ngân sách phường năm 2026 đã quyết định",
               "Năm 2026 phường được thu và chi 18,3 tỷ đồng.",
               at(2026, 1, 15), "2026",
               tables=((1, "bx-can-doi", "estimate-2026"), (2, "bx-chi-linh-vuc", "fields-2026"))),
        Notice("budget-execution-period", "Thu, chi ngân sách phường 3 tháng đầu năm 2026",
               "Hết tháng 3, phường thu 4,6 tỷ đồng và chi 4,1 tỷ đồng.",
               at(2026, 4, 9), "2026-M3", tables=bx(3)),
        Notice("project-list", "Công trình, dự án trên địa bàn phường năm 2026",
               "Bốn công trình, tổng mức đầu tư 4,9 tỷ đồng.", at(2026, 2, 10), "2026",
               tables=((1, "du-an", "projects"),)),
        Notice("staff-duties", "Ai phụ trách việc gì ở phường",
               "Danh sách phòng, ban và việc mỗi nơi phụ trách.", at(2025, 9, 5),
               body="Phòng Kinh tế: đất đai, xây dựng.\n\nPhòng Văn hóa - Xã hội: chính sách, trường học."),
        Notice("confidence-votes", "Kết quả lấy phiếu tín nhiệm năm 2025",
               "Mười hai người được lấy phiếu, không ai dưới một nửa số phiếu tín nhiệm.",
               at(2025, 12, 20)),
        Notice("community-decision", "Khóm Vĩnh Kiên quyết định góp tiền làm cầu kênh Tư Miên",
               "178 trên 203 hộ đồng ý góp 300.000 đồng mỗi hộ.", at(2026, 3, 2), paper="scan"),
        Notice("budget-execution-period", "Thu, chi ngân sách phường 6 tháng đầu năm 2026",
               "Nửa năm, phường thu 9,2 tỷ đồng và chi 8,2 tỷ đồng.",
               at(2026, 7, 21), "2026-M6", tables=bx(6)),
        Notice("inspection-results", "Kết luận kiểm tra việc thu quỹ ở khóm 2",
               "Thu đúng mức; phải trả lại 1,2 triệu đồng thu trùng của bốn hộ.", at(2026, 5, 18),
               state="withdrawn"),
        Notice("donations-results", "Kết quả nhận và chia quà Tết cho hộ khó khăn",
               "Nhận 86 triệu đồng, chia cho 172 hộ.", at(2026, 2, 25)),
        Notice("budget-execution-period", "Thu, chi ngân sách phường 9 tháng đầu năm 2026",
               "Hết tháng 9, phường thu gần 15 tỷ đồng và chi hơn 13,2 tỷ đồng. Tiền chi cho đường, cầu "
               "mới đạt 58% kế hoạch cả năm.", at(2026, 10, 7, 15), "2026-M9", tables=bx(9), paper="document",
               state="amended", key="budget-9",
               comments=(
                   ("answered", "Chi đầu tư mới được hơn nửa kế hoạch. Vậy lộ Vĩnh Thuận - Vĩnh Phong "
                                "làm dở đó bao giờ có tiền làm tiếp? Mùa mưa tụi nhỏ đi học trơn lắm."),
                   ("answered", "Tổng chi bảo đảm xã hội hình như thiếu tháng 9, cộng lại không khớp."),
                   ("hidden", "Anh cán bộ đó bệnh gì ai cũng biết, gọi ảnh mà hỏi."),
                   ("published", "Quỹ đất công ích cho thuê 583 triệu là những thửa nào, ai thuê?"),
                   ("rejected-1", "Đồ ăn hại."),
                   ("rejected-2", "Mua sắm giá rẻ giảm 50% hôm nay, vào xem ngay."),
                   ("rejected-3", "Nhà bà bán tạp hóa đó thiếu nợ ai cũng biết hết."),
                   ("rejected-4", "Nội dung pháp luật cấm, ghi lại làm ví dụ."),
                   ("masked", "Muốn hỏi kỹ thì gọi tôi, tên tôi là Sáu Đèo ở cuối lộ."),
                   ("appealed", "Làm đường kiểu này thì ai cũng làm được, cán bộ coi lại mình đi."),
                   ("proposed", "Lời kêu gọi mà pháp luật cấm, ghi lại làm ví dụ."),
                   ("asked", "Sao chỗ đó chưa có gì hết?"),
                   ("taken-back", "Tôi gửi nhầm, xin rút lại."),
                   ("pending", "Sao quý này chi cho y tế ít vậy?"),
                   ("pending", "Cho hỏi tiền đèn đường khóm 2 nằm ở khoản nào?"),
               )),
        Notice("project-progress", "Tiến độ công trình quý 3 năm 2026",
               "Lộ Vĩnh Thuận - Vĩnh Phong làm được 67%; cầu kênh Tư Miên đã xong.",
               at(2026, 10, 3), "2026-Q3", tables=((1, "du-an", "projects"),)),
        Notice("reception-schedule", "Lịch tiếp công dân của Chủ tịch phường tháng 12/2026",
               "Chủ tịch tiếp dân sáng thứ Năm hằng tuần tại trụ sở.", before(6), "2026-12",
               tables=((1, "tiep-dan-lich", "reception"),)),
        Notice("reception-schedule", "Lịch tiếp công dân của Chủ tịch phường tháng 11/2026",
               "Chủ tịch tiếp dân sáng thứ Năm hằng tuần tại trụ sở.", at(2026, 10, 26), "2026-11",
               tables=((1, "tiep-dan-lich", "reception"),)),
        Notice("social-assistance-review", "Kết quả xét trợ giúp xã hội tháng 6/2026",
               "Mười một người được đề nghị hưởng trợ cấp hằng tháng.", at(2026, 6, 12), "2026-06"),
        Notice("poor-household-review", "Danh sách dự kiến hộ nghèo, hộ cận nghèo năm 2026",
               "Phường dự kiến xếp 96 hộ nghèo và 143 hộ cận nghèo. Đây chưa phải kết quả chính "
               "thức; bà con xem và báo nếu thấy sót hộ, sai hộ.", before(1), "2026",
               tables=((1, "ho-ngheo", "households"),),
               comments=(("private", "Hộ tôi năm ngoái cận nghèo, năm nay sao không thấy?"),
                         ("private-answered", "Nhà tôi có năm nhân khẩu, danh sách ghi bốn."))),
        Notice("compensation-plan-draft", "Phương án bồi thường, hỗ trợ khi nâng cấp Đường tỉnh 937B",
               "38 hộ có đất bị thu hồi. Bà con có 30 ngày để xem và góp ý.", before(18),
               tables=((1, "phuong-an-bt-ho", "compensation"),), document="PA-UBND",
               comments=(("published", "Giá cây ăn trái tính theo bảng giá nào vậy?"),
                         ("overdue", "Khi nào họp trực tiếp với bà con?"))),
        Notice("consultation-open", "Lấy ý kiến về dự thảo kế hoạch kinh tế - xã hội năm 2027",
               "Phường hỏi ý bà con về chỉ tiêu, công trình và mức đóng góp năm 2027.", before(9),
               body="Bà con góp ý về ba việc: chỉ tiêu giảm nghèo, công trình ưu tiên, mức đóng góp.",
               paper="document"),
        Notice("disaster-aid", "Hỗ trợ hộ bị tốc mái sau giông lốc",
               "Bảy hộ được hỗ trợ, mỗi hộ 5 đến 20 triệu đồng.", before(3), state="urgent"),
        Notice("budget-draft", "Dự thảo dự toán ngân sách phường năm 2027",
               "Dự kiến thu và chi 19,1 tỷ đồng, tăng 4% so với năm 2026.", before(4), "2027",
               tables=((1, "bx-can-doi", "estimate-2027"), (2, "bx-chi-linh-vuc", "fields-2027")),
               paper="document"),
        Notice("dialogue-conference", "Hội nghị đối thoại với Nhân dân năm 2026",
               "Bà con nêu 27 ý kiến; phường trả lời tại chỗ 21 ý, còn 6 ý trả lời bằng văn bản.",
               at(2026, 9, 15), "2026"),
        Notice("disclosure-register", "Danh sách nội dung đã công khai quý 3 năm 2026",
               "Quý 3 phường công khai bảy nội dung, đúng hạn sáu.", at(2026, 10, 2), "2026-Q3"),
        Notice("socioeconomic-results", "Kết quả kinh tế - xã hội 6 tháng đầu năm 2026",
               "Đạt 52% kế hoạch năm; hai chỉ tiêu còn chậm.", before(2), "2026-H1",
               state="submitted"),
        Notice("housing-support", "Hỗ trợ xây, sửa nhà ở năm 2026",
               "Mười bốn hộ được xây mới, chín hộ được sửa nhà.", before(2, 14), "2026",
               state="returned"),
        Notice("land-fund", "Quỹ đất công và cho thuê đất công ích năm 2026",
               "", before(1, 10), "2026", state="draft"),
        Notice("downtime-notice", "Thông báo bảo trì cổng công khai",
               "Cổng tạm ngừng từ 22 giờ đến 23 giờ để bảo trì.", before(1, 11), state="scheduled"),
        Notice("policy-programmes", "Cách bình xét hộ được hỗ trợ nhà ở",
               "Năm bước bình xét, ai được dự họp và khiếu nại ở đâu.", before(1, 15),
               state="approved"),
    ]  # fmt: skip


def others(scale_name: str) -> list[Notice]:
    """A few notices for each further demo commune."""
    return [
        Notice("budget-execution-period", "Thu, chi ngân sách xã 6 tháng đầu năm 2026",
               "Nửa năm, xã thu và chi theo đúng tiến độ dự toán.", at(2026, 7, 9), "2026-M6",
               tables=((1, "bx-can-doi", "balance-6"), (2, "bx-thuc-hien", "exec-6"))),
        Notice("project-progress", "Tiến độ công trình quý 3 năm 2026",
               "Hai công trình đã xong, một công trình chậm một tháng.", at(2026, 10, 6), "2026-Q3"),
        Notice("admin-procedures", "Thủ tục hành chính làm tại xã",
               "Danh sách thủ tục, giấy tờ cần nộp và thời gian trả kết quả.", at(2025, 9, 12)),
        Notice("consultation-open", f"Lấy ý kiến về tên ấp mới ở {scale_name}",
               "Xã hỏi ý bà con về tên ấp sau khi nhập hai ấp.", at(2026, 11, 12, 10)),
    ]  # fmt: skip
