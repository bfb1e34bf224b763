"""A form as a Word or PDF file."""

from __future__ import annotations

from mangnon.core.content.papers import load_papers
from mangnon.interfaces.papers.composing import compose
from mangnon.interfaces.papers.document import Document
from mangnon.interfaces.papers.forms import Form
from mangnon.interfaces.papers.redaction import guarded


def composed(form: Form) -> Document:
    """Return the document of a form by the rules of its day of issue; who may not be named is not."""
    return compose(guarded(form), content=load_papers(on=form.issue.on))


def word(form: Form) -> bytes:
    """Return a form as a Word file (.docx); the same bytes for the same form."""
    from mangnon.interfaces.papers.word import set_word

    return set_word(composed(form), look=load_papers(on=form.issue.on).look)


def pdf(form: Form) -> bytes:
    """Return a form as a PDF file; the same bytes for the same form."""
    from mangnon.interfaces.papers.pdf import set_pdf

    document = composed(form)
    return set_pdf((document,), look=load_papers(on=form.issue.on).look, name=document.name, day=document.day)


def pictures(form: Form) -> list[bytes]:
    """Return a form's pages as PNG pictures, to show or to look at."""
    from mangnon.interfaces.papers.pdf import set_pictures

    document = composed(form)
    return set_pictures((document,), look=load_papers(on=form.issue.on).look, name=document.name)
