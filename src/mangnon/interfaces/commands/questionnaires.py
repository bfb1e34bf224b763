"""``mangnon questionnaire``: ``check FILE``, ``load FILE --licence-note …``, ``xlsx CODE OUT``, ``fhir CODE OUT``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from mangnon.vocab.errors import UsageError, reason_of

if TYPE_CHECKING:
    from mangnon.engines.questionnaires.definition import Questionnaire


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's words."""
    todo = parser.add_subparsers(dest="todo", metavar="WHAT", required=True)
    check = todo.add_parser("check", help="say whether an XLSForm can be used, or which cell is wrong")
    check.add_argument("file", metavar="FILE", type=Path, help="an .xlsx, or pyxform's Markdown")
    load = todo.add_parser("load", help="keep an instrument whose words are licensed; a kept version is never changed")
    load.add_argument("file", metavar="FILE", type=Path, help="an .xlsx, or pyxform's Markdown")
    load.add_argument("--licence-note", required=True, help="who allowed the use of its words, by which document, when")
    for name, kind in (("xlsx", "an XLSForm to edit"), ("fhir", "a FHIR R4B Questionnaire")):
        write = todo.add_parser(name, help=f"write a shipped questionnaire, or one from a file, as {kind}")
        write.add_argument("code", metavar="CODE", help="of a shipped questionnaire, or a file")
        write.add_argument("target", metavar=f"OUT.{'xlsx' if name == 'xlsx' else 'json'}", type=Path)


def needs_store(args: argparse.Namespace) -> bool:
    """Only loading needs the database."""
    return bool(args.todo == "load")


def run(args: argparse.Namespace) -> int:
    """Check, load or write; a cell that is wrong becomes exit 2 with its sentence."""
    if args.todo == "check":
        print(_told(_from_file(args.file)))
        return 0
    if args.todo == "load":
        print(_load(_from_file(args.file), args.licence_note))
        return 0
    from mangnon.interfaces.commands.output import check_writable, write_whole

    check_writable(args.target)
    write_whole(args.target, _content(args.todo, _named(args.code)))
    return 0


def _load(questionnaire: Questionnaire, licence_note: str) -> str:
    from mangnon.core.clock import today
    from mangnon.core.scope.scope import system_scope
    from mangnon.domain.questionnaires.services import load_instrument

    new = load_instrument(scope=system_scope(today()), questionnaire=questionnaire, licence_note=licence_note)
    kept = "Đã nạp" if new else "Đã có sẵn, không đổi"
    return f"{kept}: {questionnaire.title.vi} ({questionnaire.code}, bản {questionnaire.version})."


def _content(todo: str, questionnaire: Questionnaire) -> bytes:
    if todo == "xlsx":
        from mangnon.interfaces.exchange.questionnaires.workbook import write_xlsform

        return write_xlsform(questionnaire)
    import json

    from mangnon.interfaces.exchange.questionnaires.fhir import fhir_questionnaire

    return (json.dumps(fhir_questionnaire(questionnaire), ensure_ascii=False, indent=1) + "\n").encode()


def _named(code: str) -> Questionnaire:
    from mangnon.core.content.questionnaires import shipped_questionnaires

    if Path(code).suffix in {".xlsx", ".md"}:
        return _from_file(Path(code))
    shipped = {each.code: each for each in shipped_questionnaires()}
    if code not in shipped:
        raise UsageError(f"Không có bảng hỏi «{code}»; có: {', '.join(shipped)}.")
    return shipped[code]


def _from_file(file: Path) -> Questionnaire:
    from mangnon.core.content.xlsform import read_xlsform

    try:
        return read_xlsform(file.read_bytes(), name=file.name)
    except OSError as error:
        raise UsageError(f"Không mở được «{file}»: {reason_of(error)}.") from error


def _told(questionnaire: Questionnaire) -> str:
    q = questionnaire
    ages = f"{q.age_from_months} đến dưới {q.age_to_months} tháng"
    counted = f"{len(q.items)} dòng, {len(q.scores)} điểm, {len(q.actions)} việc cần làm"
    slot = " Còn câu chưa có lời nên chưa dùng được." if q.wordless else ""
    licence = f" Có bản quyền ({q.licence}); khi nạp cần ghi ai cho phép." if q.restricted else ""
    return f"Dùng được: {q.title.vi} ({q.code}, bản {q.version}), cho trẻ {ages}: {counted}.{slot}{licence}"
