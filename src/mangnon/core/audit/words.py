"""What was done, in the words of the log's page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mangnon.core.scope.rights import ROLE_NAMES, Role

AREAS = {
    "accounts": "Tài khoản",
    "audit": "Nhật ký",
    "children": "Trẻ em",
    "exchange": "Nhập, xuất dữ liệu",
    "growth": "Cân đo",
    "immunization": "Tiêm chủng",
    "nutrition": "Vitamin A, tẩy giun",
    "outreach": "Thăm trẻ",
    "papers": "Văn bản",
    "places": "Địa bàn",
    "protection": "Bảo vệ trẻ em",
    "questionnaires": "Bảng hỏi",
    "referrals": "Chuyển gửi",
    "safety": "An toàn trẻ em",
    "scope": "Phân công",
    "screening": "Sàng lọc",
    "vault": "Niêm phong",
    "worklist": "Việc cần làm",
}
ACTIONS = {
    "accounts.change_password": "đổi mật khẩu",
    "accounts.deactivate_account": "ngừng tài khoản",
    "accounts.reactivate_account": "mở lại tài khoản",
    "accounts.register_account": "mở tài khoản",
    "accounts.reset_second_factor": "bỏ lớp bảo vệ thứ hai",
    "accounts.set_temporary_password": "đặt mật khẩu tạm",
    "accounts.sign_in": "đăng nhập",
    "accounts.sign_in_failed": "đăng nhập không được",
    "accounts.sign_out": "đăng xuất",
    "audit.export": "xuất nhật ký",
    "audit.list": "xem nhật ký",
    "audit.verify": "kiểm chuỗi nhật ký",
    "children.ask_access": "xin được xem hồ sơ",
    "children.answer_access": "trả lời người xin xem hồ sơ",
    "children.close_circumstance": "đóng hoàn cảnh đặc biệt",
    "children.decide_different": "xác nhận hai trẻ khác nhau",
    "children.end_caregiver": "ghi thôi chăm sóc, chăm sóc lại",
    "children.remove_caregiver": "bỏ người chăm sóc ghi nhầm",
    "children.end_child": "kết thúc theo dõi",
    "children.find_lookalikes": "so trẻ mới với hồ sơ đã có",
    "children.follow_places": "chuyển theo địa bàn",
    "children.found_household": "lập hộ mới cho trẻ",
    "children.join_household": "chuyển trẻ sang hộ khác",
    "children.update_household": "sửa hộ gia đình",
    "children.merge_children": "gộp hồ sơ",
    "children.move_child": "chuyển nơi ở",
    "children.open": "mở hồ sơ",
    "children.open_child": "mở hồ sơ",
    "children.open_card": "mở thẻ của trẻ",
    "children.open_circumstance": "ghi hoàn cảnh đặc biệt",
    "children.compare_pair": "so hai hồ sơ nghi trùng",
    "children.put_off_pair": "để cặp nghi trùng xem sau",
    "children.open_photo": "xem ảnh",
    "children.remove_photo": "bỏ ảnh",
    "children.save_photo": "lưu ảnh",
    "children.record_consent": "ghi sự đồng ý",
    "children.register_child": "lập hồ sơ",
    "children.register_children": "lập hồ sơ theo danh sách",
    "children.return_child": "theo dõi lại",
    "children.save_caregiver": "ghi người chăm sóc",
    "children.search": "tìm trẻ",
    "children.undo_merge": "tách hồ sơ đã gộp",
    "children.update_child": "sửa thông tin chung",
    "children.withdraw_consent": "rút sự đồng ý",
    "exchange.ask_export": "xin xuất danh sách trẻ",
    "exchange.correct_layout": "sửa cách đọc cột",
    "exchange.download_rejected": "tải các dòng chưa nhận",
    "exchange.export_children": "xuất danh sách trẻ",
    "exchange.import_children": "nhập danh sách trẻ em",
    "exchange.import_doses": "nhập sổ tiêm chủng",
    "exchange.import_weights": "nhập sổ cân đo",
    "exchange.receive_upload": "tải tệp lên",
    "exchange.resolve_row": "chọn trẻ cho một dòng",
    "exchange.set_aside": "để một dòng sang một bên",
    "exchange.take_export": "tải danh sách đã xuất",
    "exchange.undo_import": "hoàn tác lần nhập",
    "exchange.write_export": "làm xong tệp danh sách trẻ",
    "growth.correct_weight": "sửa cân đo",
    "growth.open_status": "xem tình trạng dinh dưỡng",
    "growth.list_status": "xem trẻ đằng sau số liệu dinh dưỡng",
    "growth.export_status": "xuất tình trạng dinh dưỡng",
    "growth.open_session": "mở đợt cân",
    "growth.print_session": "in phiếu đợt cân",
    "growth.record_weight": "ghi cân đo",
    "immunization.correct_dose": "sửa mũi tiêm",
    "immunization.open_session": "mở đợt tiêm",
    "immunization.print_session": "in phiếu đợt tiêm",
    "immunization.record_dose": "ghi mũi tiêm",
    "immunization.record_observation": "ghi chống chỉ định, hoãn tiêm",
    "immunization.withdraw_observation": "rút chống chỉ định, hoãn tiêm",
    "nutrition.open_session": "mở đợt uống",
    "nutrition.print_session": "in phiếu đợt uống",
    "nutrition.record_supplement": "ghi bổ sung",
    "nutrition.withdraw_supplement": "rút bổ sung",
    "outreach.record_visit": "ghi thăm trẻ",
    "outreach.withdraw_visit": "rút lần thăm",
    "papers.export_case_file": "xuất hồ sơ bảo vệ trẻ em",
    "papers.print_paper": "cấp số, in văn bản",
    "places.cancel_planned": "bỏ thay đổi địa bàn dự kiến",
    "places.change": "đổi địa bàn",
    "places.found_hamlet": "lập xóm",
    "places.plan": "ghi thay đổi địa bàn dự kiến",
    "places.stop_planned": "không thực hiện được thay đổi địa bàn dự kiến",
    "places.rename_hamlet": "đổi tên xóm",
    "places.take_effect": "thực hiện thay đổi địa bàn dự kiến",
    "protection.add_to_report": "nhận lời kể thêm của tin báo",
    "protection.find_links": "xem điều có thể liên quan tới tin báo",
    "protection.join_report": "nhập tin báo vào trường hợp",
    "protection.open_case": "mở trường hợp",
    "protection.open_report": "mở tin báo",
    "protection.open_reporter": "xem người báo tin",
    "protection.receive_report": "nhận tin báo",
    "protection.route_report": "chuyển tin báo tới xã khác",
    "protection.set_report_aside": "không mở trường hợp từ tin báo",
    "questionnaires.load_instrument": "nạp bảng hỏi có giấy phép",
    "questionnaires.open_response": "mở phiếu trả lời",
    "questionnaires.record_response": "ghi phiếu trả lời",
    "questionnaires.settle_danger": "ghi đã gặp trẻ gặp nguy hiểm",
    "questionnaires.withdraw_response": "rút phiếu trả lời",
    "referrals.accept_referral": "nhận việc",
    "referrals.answer_question": "trả lời nơi nhận",
    "referrals.ask_back": "hỏi lại nơi gửi",
    "referrals.decline_referral": "trả lại",
    "referrals.export_figures": "xuất số liệu chuyển gửi",
    "referrals.finish_referral": "báo kết quả",
    "referrals.open_received": "nơi nhận mở việc chuyển gửi",
    "referrals.open_referral": "nơi gửi mở việc chuyển gửi",
    "referrals.save_body": "ghi cơ quan tiếp nhận",
    "referrals.send_referral": "gửi",
    "referrals.withdraw_referral": "rút lại",
    "safety.advance_hazard": "ghi bước xử lý nguy cơ",
    "safety.correct_incident": "sửa tai nạn",
    "safety.export_rates": "xuất số liệu tai nạn ra Excel",
    "safety.hold_lesson": "ghi lớp kỹ năng",
    "safety.identify_child": "ghi trẻ bị nạn là trẻ nào trong sổ",
    "safety.list_incidents": "mở danh sách tai nạn",
    "safety.open_hazard_photo": "xem ảnh nguy cơ",
    "safety.open_incident": "mở hồ sơ tai nạn",
    "safety.open_lesson": "mở điểm danh lớp kỹ năng",
    "safety.open_rates": "xem số liệu tai nạn",
    "safety.open_review": "mở rà soát tử vong",
    "safety.record_home_check": "ghi kiểm tra ngôi nhà an toàn",
    "safety.record_incident": "ghi tai nạn",
    "safety.record_review": "ghi rà soát tử vong",
    "safety.record_skills": "ghi điểm danh, mức đạt",
    "safety.report_hazard": "báo nguy cơ",
    "safety.withdraw_home_check": "rút kiểm tra ngôi nhà an toàn",
    "safety.withdraw_incident": "rút tai nạn",
    "scope.assign": "giao vai trò",
    "scope.end_assignment": "kết thúc phân công",
    "scope.follow_places": "chuyển phân công theo địa bàn",
    "screening.correct_screening": "sửa sàng lọc",
    "screening.open_follow_up": "mở danh sách theo dõi sàng lọc",
    "screening.open_round": "mở đợt khám",
    "screening.print_round": "in phiếu khám",
    "screening.export_round": "xuất phiếu khám ra Excel",
    "screening.open_slip": "mở giấy chuyển khám",
    "screening.record_screening": "ghi sàng lọc",
    "screening.withdraw_screening": "rút sàng lọc",
    "vault.add_master": "đổi khóa chủ",
    "vault.delete_old_masters": "xóa khóa chủ cũ",
    "vault.move_keys": "chuyển khóa dữ liệu sang khóa chủ mới",
    "worklist.assign_tasks": "giao việc",
    "worklist.export_tasks": "xuất việc cần làm ra Excel",
    "worklist.print_tasks": "in việc cần làm",
}
DETAILS = {
    "user": "tài khoản", "role": "vai trò", "from": "từ", "to": "đến", "on": "ngày", "entries": "số dòng",
    "whole": "nguyên vẹn", "subjects": "số trẻ", "action": "việc", "class": "loại hồ sơ", "reason": "lý do",
    "children": "số trẻ", "group": "nhóm", "rows": "số dòng", "child": "trẻ", "row": "dòng", "file": "tệp",
    "kind": "loại",
    "facts": "số lần tiêm, cân", "fact": "mã điều đã ghi", "fields": "mục", "hits": "số kết quả",
    "masked": "số kết quả ở nơi khác", "import": "mã lần nhập", "export": "mã lần xuất", "merge": "mã lần gộp",
    "worker": "mã người làm", "ended": "kết thúc", "household": "mã hộ", "again": "chăm sóc lại",
    "planned": "mã thay đổi dự kiến", "questionnaire": "bảng hỏi", "channel": "kênh", "report": "mã tin báo",
    "master": "khóa chủ", "keys": "số khóa dữ liệu",
    "paper": "văn bản", "number": "số", "printed": "mã trong sổ", "reader": "nơi nhận", "papers": "số văn bản",
    "referral": "mã chuyển gửi", "body": "mã cơ quan",
}  # fmt: skip
VALUES = {
    "True": "có", "False": "không", "rename": "đổi tên", "merge": "hợp nhất", "split": "chia tách",
    "reparent": "chuyển nơi thuộc về", "dose": "tiêm chủng", "weighing": "cân đo", "supplement": "bổ sung",
    "screening": "sàng lọc", "card": "giấy tờ", "visit": "thăm trẻ", "public_page": "trang báo tin",
    "phone": "điện thoại", "in_person": "đến báo trực tiếp", "told_by_other": "người khác báo lại",
    "hotline_111": "Tổng đài 111 chuyển", "worker": "người làm việc với trẻ báo", "imported": "nhập từ tệp",
}  # fmt: skip
_HIDDEN = frozenset({"place"})  # a key; the entry's own place is shown by name
# Only what cannot hold a name is shown: keys, codes, numbers, dates.
_DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")
_PLAIN = re.compile(r"^[A-Za-z0-9_.:+\-]{0,60}$")


def action_words(action: str) -> str:
    """Return what was done in words; the verb's own name when it has none yet."""
    area, _, verb = action.partition(".")
    return f"{AREAS.get(area, area)}: {ACTIONS.get(action, verb)}"


def detail_words(detail: dict[str, Any], *, people: Mapping[str, str]) -> str:
    """Return an entry's detail without anything that could be a child's name or a free text.

    Args:
        detail: what was kept beside the entry.
        people: names of accounts by key, for the key that says whom it was about.
    """
    shown = []
    for key, value in detail.items():
        if key in _HIDDEN or value == "" or not _is_plain(value):
            continue
        words = _DAY.sub(r"\3/\2/\1", VALUES.get(str(value), str(value)))
        if key == "user":
            words = people.get(str(value), "không rõ")
        elif key == "role" and value in set(Role):
            words = ROLE_NAMES[Role(value)]
        shown.append(f"{DETAILS.get(key, key)}: {words}")
    return "; ".join(shown)


def _is_plain(value: Any) -> bool:
    return isinstance(value, bool | int | float) or (isinstance(value, str) and bool(_PLAIN.match(value)))
