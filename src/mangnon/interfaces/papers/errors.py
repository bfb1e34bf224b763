"""What can go wrong with papers, in words for those who print them."""

from __future__ import annotations

from mangnon.vocab.errors import MangnonError


class NoSuchReaderError(MangnonError):
    """A copy is asked for a reader that content does not know."""

    code = "papers.no_such_reader"


class EmptyFileError(MangnonError):
    """A case's file is asked for without any paper in it."""

    code = "papers.empty_file"


class AlreadyNumberedError(MangnonError):
    """A paper that has a number is to be given one."""

    code = "papers.already_numbered"


class WrongDayError(MangnonError):
    """A paper's day of issue lies ahead."""

    code = "papers.wrong_day"


class WrongSymbolError(MangnonError):
    """A paper's symbol does not begin with the code of its type."""

    code = "papers.wrong_symbol"
