"""Whose pace a request is counted for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mangnon.interfaces.public.address import client_address, read_networks

LOCAL = read_networks("127.0.0.0/8,::1")


@pytest.mark.parametrize(
    ("remote", "forwarded", "told"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),  # a stranger's word is not taken
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "10.9.9.9, 198.51.100.1", "198.51.100.1"),  # what the visitor wrote stands further left
        ("127.0.0.1", "198.51.100.1, 127.0.0.2", "198.51.100.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "unknown", "127.0.0.1"),
        ("::1", "2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("127.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
        ("", "", "?"),
    ],
)
def test_address_when_proxies_stand_before_then_the_nearest_that_is_none_of_them(
    remote: str, forwarded: str, told: str
) -> None:
    assert client_address({"REMOTE_ADDR": remote, "HTTP_X_FORWARDED_FOR": forwarded}, proxies=LOCAL) == told


def test_networks_when_a_word_is_none_then_left_out() -> None:
    assert [str(each) for each in read_networks("10.0.0.0/8, xyz ,::1,")] == ["10.0.0.0/8", "::1/128"]


@given(st.text(), st.text())
def test_address_when_anything_is_said_then_an_answer(remote: str, forwarded: str) -> None:
    assert client_address({"REMOTE_ADDR": remote, "HTTP_X_FORWARDED_FOR": forwarded}, proxies=LOCAL)
