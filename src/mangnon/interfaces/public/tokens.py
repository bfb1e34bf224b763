"""What a form of the pages without an account carries instead of a cookie.

There is nothing here that a forged request could misuse: no cookie is read, nobody is signed in, and whoever can have
somebody else's browser send a report can as well send it themselves. Two things are still held: a browser that says
that another site sends is refused, and a form is a page of ours, not older than half a day. The word made by chance in
it also makes that a page sent twice is kept once (``Worry.once``).
"""

from __future__ import annotations

import secrets

from django.core import signing
from django.http import HttpRequest

MAX_AGE_SECONDS = 12 * 3600
_SALT = "mangnon.public.form"
_LONGEST = 200


def new_token() -> str:
    """Return the signed word of a new form."""
    return signing.TimestampSigner(salt=_SALT).sign(secrets.token_urlsafe(16))


def read_token(token: str) -> str | None:
    """Return the word of a form; None when it is not ours or too old."""
    if len(token) > _LONGEST:
        return None
    try:
        return signing.TimestampSigner(salt=_SALT).unsign(token, max_age=MAX_AGE_SECONDS)
    except signing.BadSignature:
        return None


def from_another_site(request: HttpRequest) -> bool:
    """Tell whether the browser says that another site sends this form; browsers too old to say pass."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}
