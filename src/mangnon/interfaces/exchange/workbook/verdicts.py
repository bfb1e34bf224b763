"""The codes that rows of workbooks carry, and what a person reads for each: one Vietnamese sentence.

A warning lets the row through and shows the doubt; a reason rejects it until somebody corrects it.
"""

from __future__ import annotations

WARNINGS: dict[str, str] = {
    "age_near_16": "Chỉ biết năm hoặc tháng sinh và trẻ có thể đã đủ 16 tuổi; hãy kiểm tra ngày sinh.",
    "birth_certificate_no_date": "Số giấy khai sinh bị bảng tính đổi thành ngày; đã đọc lại thành số/năm.",
    "birth_certificate_no_missing": "Ô giấy khai sinh chỉ ghi là có, không có số.",
    "birth_missing": "Chưa có ngày sinh.",
    "birth_parts_disagree": "Ngày sinh và năm sinh ở hai cột khác nhau; đã dùng cột ngày sinh.",
    "carer_id_unreadable": "Số căn cước của cha, mẹ hoặc người nuôi dưỡng không đọc được nên bỏ trống.",
    "circumstance_doubtful": "Cách ghi hoàn cảnh chưa rõ nhóm; đã xếp tạm, hãy xác nhận nhóm hoàn cảnh.",
    "circumstance_from_heading": "Nhóm hoàn cảnh lấy từ dòng tiêu đề phía trên.",
    "circumstance_from_notes": "Hoàn cảnh lấy từ cột ghi chú.",
    "circumstance_mark_unreadable": "Ô đánh dấu hoàn cảnh ghi điều không hiểu được nên không tính.",
    "circumstance_of_parent": "Hoàn cảnh ghi là của cha, mẹ hoặc người thân nên không tính cho trẻ.",
    "circumstance_one_parent": "Chỉ mất cha hoặc mẹ thì chưa thuộc nhóm mồ côi cả cha và mẹ.",
    "circumstance_unread": "Có phần ghi về hoàn cảnh không hiểu được; nguyên văn được giữ lại.",
    "date_age_only": "Ô chỉ ghi tuổi nên không suy ra ngày; hãy ghi ngày hoặc năm.",
    "date_approximate": "Ngày ghi là khoảng chừng; chỉ giữ phần biết được.",
    "date_letters": "Ngày có chữ O hoặc l thay cho số; đã đọc thành số, hãy kiểm tra.",
    "date_lunar": "Ngày ghi theo âm lịch; chỉ giữ năm.",
    "date_maybe_swapped": "Ngày và tháng có thể đã bị bảng tính đảo chỗ; hãy kiểm tra.",
    "date_month_first": "Ngày ghi tháng trước, ngày sau; đã đọc theo cách duy nhất có thể, hãy kiểm tra.",
    "date_partly_blank": "Ngày hoặc tháng để trống (00, ?); chỉ giữ phần biết được.",
    "date_two_digit_year": "Năm chỉ có hai chữ số; đã hiểu theo năm gần nhất.",
    "date_unknown": "Ngày ghi là không rõ.",
    "date_without_separators": "Ngày viết liền không có dấu ngăn; đã đọc theo ngày-tháng-năm, hãy kiểm tra.",
    "date_year_in_date_cell": "Ô ngày chỉ gõ năm nên bảng tính hiện thành năm 1905; đã đọc thành năm.",
    "ditto_without_value": "Ô ghi như trên nhưng phía trên không có gì.",
    "dose_before_birth": "Có mũi tiêm ghi ngày trước ngày sinh; mũi đó không được nhận.",
    "dose_date_impossible": "Có mũi tiêm ghi ngày không có thật; mũi đó không được nhận.",
    "dose_date_unreadable": "Có mũi tiêm ghi ngày không đọc được; mũi đó không được nhận.",
    "dose_future": "Có mũi tiêm ghi ngày chưa tới; mũi đó không được nhận.",
    "dose_imprecise": "Có mũi tiêm chỉ biết tháng hoặc năm; hãy bổ sung ngày.",
    "dose_order": "Mũi sau ghi ngày trước mũi trước; hãy kiểm tra.",
    "dose_undated": "Có mũi ghi là đã tiêm nhưng không có ngày; hãy bổ sung ngày.",
    "ethnic_code_doubtful": "Mã dân tộc 25 là Giáy hoặc Kinh tùy phần mềm; để trống đến khi xác nhận.",
    "ethnic_name_doubtful": "Tên dân tộc này dùng cho hai dân tộc; hãy xác nhận.",
    "ethnic_unreadable": "Không nhận ra tên hoặc mã dân tộc nên bỏ trống.",
    "hamlet_from_heading": "Tên xóm lấy từ dòng tiêu đề phía trên.",
    "illness_needs_poverty": "Bệnh hiểm nghèo chỉ xếp nhóm khi hộ nghèo hoặc cận nghèo; hãy xác nhận.",
    "insurance_no_form": "Số thẻ bảo hiểm y tế không đúng dạng 15 ký tự hoặc 10 số; hãy kiểm tra.",
    "insurance_no_rounded": "Số thẻ bảo hiểm y tế đã bị bảng tính làm tròn nên bỏ trống.",
    "insurance_no_unreadable": "Số thẻ bảo hiểm y tế không đọc được nên bỏ trống.",
    "insurance_no_zero_restored": "Đã thêm lại số 0 đầu của số thẻ bảo hiểm y tế.",
    "measure_assumed": "Cột không ghi là cân nặng hay chiều cao; đã hiểu là cân nặng.",
    "measure_before_birth": "Có lần cân đo ghi trước ngày sinh; lần đó không được nhận.",
    "measure_day_from_title": "Ngày cân đo lấy từ dòng tiêu đề của sổ.",
    "measure_day_unknown": "Lần cân đo chỉ biết tháng, không biết ngày.",
    "measure_future": "Có lần cân đo ghi ngày chưa tới; lần đó không được nhận.",
    "measure_date_unreadable": "Có lần cân đo ghi ngày không đọc được; lần đó không được nhận.",
    "measure_undated": "Có lần cân đo không biết tháng năm nào; lần đó không được nhận.",
    "length_doubtful": "Chiều cao nằm ngoài khoảng có thể hoặc sai đơn vị; hãy ghi lại bằng xăng-ti-mét.",
    "length_unreadable": "Chiều cao không đọc được nên bỏ trống.",
    "name_long": "Họ tên dài quá 120 chữ nên phần sau bị bỏ; hãy kiểm tra ô này.",
    "name_missing": "Trẻ chưa có tên.",
    "name_placeholder": "Tên ghi tạm cho trẻ sơ sinh, chưa phải tên khai sinh.",
    "name_single_word": "Tên chỉ có một chữ; hãy bổ sung họ và tên đầy đủ.",
    "parents_by_order": "Ô chung không ghi ai là cha, ai là mẹ; đã hiểu theo thứ tự ở tiêu đề cột.",
    "parents_unclear": "Ô chung của cha mẹ không rõ là ai; đã ghi là người nuôi dưỡng.",
    "personal_id_old_card": "Số định danh chỉ có 9 số (chứng minh nhân dân cũ) nên bỏ trống.",
    "personal_id_place": "Ba số đầu của số định danh không phải mã tỉnh nào.",
    "personal_id_rounded": "Số định danh đã bị bảng tính làm tròn, mất số cuối, nên bỏ trống.",
    "personal_id_sex": "Số định danh không khớp giới tính hoặc thế kỷ sinh.",
    "personal_id_unreadable": "Số định danh không đủ 12 số nên bỏ trống.",
    "personal_id_year": "Số định danh không khớp năm sinh.",
    "personal_id_zero_restored": "Đã thêm lại số 0 đầu mà bảng tính làm mất.",
    "phone_old_prefix": "Số điện thoại theo đầu số 11 số cũ.",
    "phone_several": "Ô có nhiều số điện thoại; đã lấy số đầu.",
    "phone_unreadable": "Số điện thoại không đọc được nên bỏ trống.",
    "poverty_doubtful": "Ô hộ nghèo, cận nghèo không rõ là loại nào nên bỏ trống.",
    "sex_by_empty_mark": "Bảng chỉ có cột đánh dấu một giới; ô trống được hiểu là giới còn lại.",
    "sex_conflict": "Cả hai cột nam và nữ đều có đánh dấu nên giới tính bỏ trống.",
    "sex_missing": "Chưa có giới tính.",
    "sex_number": "Giới tính ghi bằng số; đã hiểu 1 là nam, 0 hoặc 2 là nữ.",
    "sex_unknown": "Giới tính ghi là chưa rõ.",
    "sex_unreadable": "Không nhận ra giới tính nên bỏ trống.",
    "text_legacy_encoding": "Chữ gõ bằng phông cũ (TCVN3, VNI) đã chuyển sang Unicode; hãy kiểm tra dấu.",
    "weight_doubtful": "Cân nặng nằm ngoài khoảng có thể hoặc sai đơn vị; hãy ghi lại bằng ki-lô-gam.",
    "weight_unreadable": "Cân nặng không đọc được nên bỏ trống.",
}

REASONS: dict[str, str] = {
    "age_over_16": "Đã đủ 16 tuổi, không còn là trẻ em; nếu ngày sinh sai hãy sửa rồi nhập lại.",
    "birth_future": "Ngày sinh ở tương lai; hãy sửa lại.",
    "date_impossible": "Ngày sinh không có trên lịch; hãy sửa lại.",
    "date_unreadable": "Không đọc được ngày sinh; hãy ghi theo dạng ngày/tháng/năm.",
    "name_missing": "Dòng không có họ tên và cũng không có ngày sinh cùng tên cha mẹ để nhận ra trẻ.",
    "name_several": "Một ô ghi tên nhiều trẻ; hãy tách mỗi trẻ một dòng.",
    "name_unreadable": "Ô họ tên không phải tên người; hãy sửa lại.",
}


def sentence_of(code: str, *, rejected: bool) -> str:
    """Return what a person reads for a code; the code itself when it is none of this catalogue.

    Args:
        code: a warning or reason code.
        rejected: whether the code stands as a reason ("name_missing" is both).
    """
    first, second = (REASONS, WARNINGS) if rejected else (WARNINGS, REASONS)
    return first.get(code) or second.get(code) or code
