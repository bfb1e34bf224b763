"""The address under which people reach this house, for what leaves it on paper."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from mangnon.vocab.errors import UsageError

LOOPBACK = "127.0.0.1"
_HERE = {"localhost", "[::1]", "testserver", LOOPBACK, ""}


class PublicAddressError(UsageError):
    """The public address that was set cannot be used."""

    code = "web.public_address"


def public_address(*, named: str, hosts: Sequence[str], https: bool, port: int) -> str:
    """Return the public address, without a slash at its end.

    Args:
        named: ``MANGNON_PUBLIC_URL``; counts when given.
        hosts: ``MANGNON_HOSTS``; else its first full name that is not this machine's own.
        https: whether that name answers with HTTPS.
        port: of this machine; else the address on the machine itself.

    Raises:
        PublicAddressError: what is named is no plain ``https://host`` or ``http://host:port``.
    """
    if named.strip():
        return _checked(named.strip())
    for host in (each.strip() for each in hosts):
        if host not in _HERE and not host.startswith((".", "*")):
            return f"{'https' if https else 'http'}://{host}"
    return f"http://{LOOPBACK}:{port}"


def is_here(address: str) -> bool:
    """Tell whether an address opens only on the machine itself."""
    host = urlsplit(address).hostname or ""
    return host in {"localhost", "::1"} or host.startswith("127.")


def _checked(named: str) -> str:
    try:
        parts = urlsplit(named)
        whole = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        whole = None
    if not whole or parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise PublicAddressError(
            f"MANGNON_PUBLIC_URL «{named}» không dùng được; hãy ghi dạng https://ten-mien hoặc http://ten-mien:cong, "
            "không kèm đường dẫn."
        )
    return f"{parts.scheme}://{parts.netloc}"
