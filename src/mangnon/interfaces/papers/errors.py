"""What can go wrong with papers, in words for those who print them."""

from __future__ import annotations

from mangnon.vocab.errors import MangnonError


class NoSuchReaderError(MangnonError):
    """A copy is asked for a reader that content does not know."""

    code = "papers.no_such_reader"


class EmptyFileError(MangnonError):
    """A case's file is asked for without any paper in it."""

    code = "papers.empty_file"


class WrongNumberError(MangnonError):
    """A printed paper does not fit the number that was taken for it."""

    code = "papers.wrong_number"
