"""What the procedure's codes are called where people read them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mangnon.vocab.protection import Actor, RiskLevel, State, TellLevel

STATE_WORDS: Mapping[State, str] = MappingProxyType(
    {
        State.UNREPORTED: "chưa có thông tin",
        State.RECEIVED: "đã tiếp nhận, chờ kiểm tra",
        State.PASSING_ON: "đang chuyển cho xã nơi xảy ra",
        State.NOT_TRUE: "thông tin không đúng",
        State.CHECKED: "đã kiểm tra, chờ đánh giá ban đầu",
        State.ASSESSED: "đã đánh giá ban đầu",
        State.ASSESSED_IN_FULL: "đã đánh giá cụ thể",
        State.MET: "đã họp xác định nhu cầu",
        State.PLAN_WAITING: "kế hoạch chờ duyệt",
        State.PLAN_RETURNED: "kế hoạch phải sửa",
        State.UNDER_WAY: "đang thực hiện kế hoạch",
        State.REVIEWED: "đã rà soát",
        State.CLOSED: "đã kết thúc",
    }
)
ACTOR_WORDS: Mapping[Actor, str] = MappingProxyType(
    {Actor.OFFICER: "cán bộ bảo vệ trẻ em xã", Actor.CHAIR: "Chủ tịch Ủy ban nhân dân xã"}
)
TELL_WORDS: Mapping[TellLevel, str] = MappingProxyType({TellLevel.COMMUNE: "xã", TellLevel.PROVINCE: "tỉnh"})
RISK_WORDS: Mapping[RiskLevel, str] = MappingProxyType(
    {RiskLevel.HIGH: "cao", RiskLevel.MEDIUM: "trung bình", RiskLevel.LOW: "thấp"}
)
