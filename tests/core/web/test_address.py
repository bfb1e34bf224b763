"""The address that leaves the house on paper."""

from __future__ import annotations

import pytest

from mangnon.core.web.address import PublicAddressError, is_here, public_address


@pytest.mark.parametrize(
    ("named", "hosts", "https", "expected"),
    [
        ("https://mangnon.tinh.vn", [], False, "https://mangnon.tinh.vn"),
        (" http://10.0.0.5:8080/ ", ["other.vn"], True, "http://10.0.0.5:8080"),
        ("", ["mangnon.tinh.vn", "noi-bo.vn"], True, "https://mangnon.tinh.vn"),
        ("", ["127.0.0.1", "localhost", ".tinh.vn", "*", "noi-bo.vn"], False, "http://noi-bo.vn"),
        ("", ["127.0.0.1", "localhost", "[::1]", "testserver"], True, "http://127.0.0.1:8201"),
        ("", [""], False, "http://127.0.0.1:8201"),
    ],
)
def test_address_when_worked_out_then_named_before_first_host_before_this_machine(
    named: str, hosts: list[str], https: bool, expected: str
) -> None:
    assert public_address(named=named, hosts=hosts, https=https, port=8201) == expected


@pytest.mark.parametrize(
    "named",
    ["mangnon.tinh.vn", "ftp://a.vn", "https://", "https://a.vn/tre", "https://a.vn?x=1", "https://u:p@a.vn",
     "https://a.vn:port", "https://a.vn#x", "javascript:alert(1)", "https://[::1"],
)  # fmt: skip
def test_address_when_it_is_no_plain_one_then_refused_with_a_sentence(named: str) -> None:
    with pytest.raises(PublicAddressError) as raised:
        public_address(named=named, hosts=[], https=False, port=8000)
    assert "MANGNON_PUBLIC_URL" in raised.value.sentence


def test_address_when_it_is_this_machine_then_told() -> None:
    assert is_here("http://127.0.0.1:8000")
    assert is_here("http://localhost")
    assert not is_here("https://mangnon.tinh.vn")
