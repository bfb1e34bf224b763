"""Why a file is refused before anything in it is read: one named error, one code and one sentence each."""

from __future__ import annotations

from mangnon.vocab.errors import UnreadableInputError


class WorkbookRefusedError(UnreadableInputError):
    """A file handed in as a workbook is not read at all."""

    code = "workbook.refused"


class MissingFileError(WorkbookRefusedError):
    """There is no such file."""

    code = "workbook.missing"


class NotAFileError(WorkbookRefusedError):
    """The path is a folder or a device."""

    code = "workbook.not_a_file"


class UnreadableFileError(WorkbookRefusedError):
    """The operating system does not let the file be read."""

    code = "workbook.not_readable"


class EmptyFileError(WorkbookRefusedError):
    """The file or all its sheets are empty."""

    code = "workbook.empty"


class UnknownKindError(WorkbookRefusedError):
    """The file's extension is none of the four that are read."""

    code = "workbook.unknown_kind"


class WrongExtensionError(WorkbookRefusedError):
    """The file's content is not what its extension says."""

    code = "workbook.wrong_extension"


class MacroError(WorkbookRefusedError):
    """The file carries macros."""

    code = "workbook.macro"


class EncryptedError(WorkbookRefusedError):
    """The file is protected by a password."""

    code = "workbook.encrypted"


class ZipBombError(WorkbookRefusedError):
    """The file unpacks to far more than an office's workbook."""

    code = "workbook.zip_bomb"


class TooLargeError(WorkbookRefusedError):
    """The file has more bytes, sheets or cells than are read at once."""

    code = "workbook.too_large"


class TooManyRowsError(WorkbookRefusedError):
    """The file has more rows than are read at once."""

    code = "workbook.too_many_rows"


class TooManyColumnsError(WorkbookRefusedError):
    """A sheet has more columns than any list of children."""

    code = "workbook.too_many_columns"


class XmlEntityError(WorkbookRefusedError):
    """The XML inside declares a document type or entities, which no spreadsheet program writes."""

    code = "workbook.xml_entity"


class HostileFormulaError(WorkbookRefusedError):
    """A cell holds a formula that would run a program or fetch something from outside."""

    code = "workbook.hostile_formula"


class CorruptError(WorkbookRefusedError):
    """The file is damaged or cut off."""

    code = "workbook.corrupt"


class UnreadableTextError(WorkbookRefusedError):
    """A .csv file is in no known text encoding."""

    code = "workbook.unreadable_text"


class NoListError(WorkbookRefusedError):
    """No sheet holds a list of the asked kind."""

    code = "workbook.no_list"


class SideBySideError(WorkbookRefusedError):
    """A sheet has two lists beside one another, of which a row can tell only one child."""

    code = "workbook.side_by_side"
