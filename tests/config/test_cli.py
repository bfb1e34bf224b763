"""What the command line says of a call that it does not understand."""

from __future__ import annotations

import pytest

from mangnon.config.cli import main


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["growth"], "thiếu IN.csv, OUT.csv"),
        (["growth", "a", "b", "--bogus"], "thừa hoặc lạ: --bogus"),
        (["immunize", "--schedule"], "--schedule cần một giá trị đi sau"),
        (["store", "bogus"], "what không nhận «bogus»"),
    ],
)
def test_call_when_wrong_then_one_vietnamese_sentence(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
