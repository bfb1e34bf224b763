"""The exchange's content as it lies in the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from mangnon.core.content.exchange import ExchangeContent, ExchangeContentError, load_exchange_content

FOLDER = Path(__file__).parents[3] / "content" / "exchange"
GROUPS = ["10a", "10b", "10c", "10d", "10đ", "10e", "10g", "10h", "10i", "10k", "10l", "10m", "10n", "10o"]


@pytest.fixture(scope="module")
def loaded() -> ExchangeContent:
    return load_exchange_content(FOLDER)


def test_content_when_loaded_then_the_14_groups_and_56_ethnic_codes_are_there(
    loaded: ExchangeContent,
) -> None:
    assert [group.code for group in loaded.life.groups] == GROUPS
    assert [code for code, _ in loaded.ethnic.groups] == [f"{number:02d}" for number in range(1, 57)]
    assert len(loaded.personal_number_places) == 63


def test_content_when_loaded_then_every_vaccine_of_the_contract_has_words(loaded: ExchangeContent) -> None:
    products = {vaccine.product for vaccine in loaded.register.vaccines}
    assert products == {
        "HEPB0", "BCG", "PENTA", "HEXA", "BOPV", "IPV", "ROTA", "PCV", "MEASLES", "MR", "MMR", "JE", "DPT", "TD", "HPV",
    }  # fmt: skip


def test_content_when_yaml_turns_words_into_truth_values_then_it_is_noticed(loaded: ExchangeContent) -> None:
    words = [*loaded.marks.ticks, *loaded.marks.no_ticks, *loaded.life.nothing]
    words += [word for column in loaded.columns for word in column.words]
    words += [word for group in loaded.groups for _, members in group.members for word in members]
    words += [word for vaccine in loaded.register.vaccines for word in vaccine.words]
    words += [word for _, said in (*loaded.register.states, *loaded.weighing.measures) for word in said]
    words += [code for code, _ in (*loaded.weighing.measures, *loaded.life.risks)]
    assert not {"True", "False", "None"} & set(words)


def test_content_when_each_file_is_read_then_it_names_its_source() -> None:
    for path in FOLDER.glob("*.yaml"):
        head = path.read_text(encoding="utf-8")
        assert all(f"\n{key}:" in f"\n{head}" for key in ("source", "valid_from", "verified")), path.name


def test_content_when_a_file_is_missing_then_one_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(ExchangeContentError, match="bị thiếu hoặc sai"):
        load_exchange_content(tmp_path)
