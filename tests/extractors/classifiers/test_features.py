"""What the classifier sees of words and layout."""

import pytest

from extractors.classifiers.features import FIRST_WORDS, LAST_WORDS, features, truncated


def test_accents_case_and_marks_do_not_matter() -> None:
    assert features(["Überweisung:"], 1.4) == features(["(überweisung)"], 1.4)


def test_a_heading_in_spaced_letters_is_one_word() -> None:
    assert "rechnung" in features(["R", "E", "C", "H", "N", "U", "N", "G"], 1.4)


def test_a_repeated_word_counts_once() -> None:
    once, often = features(["total"], 1.4), features(["total", "x", "total", "y", "total"], 1.4)
    assert often.count("total") == once.count("total") == 1


def test_compounds_share_their_stem() -> None:
    assert "~chnung" in set(features(["Handelsrechnung"], 1.4)) & set(features(["Kostenrechnung"], 1.4))


@pytest.mark.parametrize(
    "line",
    [
        "P<FRADUBOIS<<LUC<HENRI<<<<<<<<",
        "AB12345671FRA8001014M3001012<<<<<<<<",
        "AB12345671FRA8001014M3001012KKKKKKK",
        "IDD<<AB1234567<<<<<<<",
    ],
)
def test_a_machine_readable_line_is_seen_even_misread(line: str) -> None:
    assert "#machine-readable-line=1" in features([line], 0.7)


@pytest.mark.parametrize("word", ["INV-2023-0001", "1,234.56", "ACCOUNTKEEPER", "<b>", "DE89370400440532013000"])
def test_ordinary_words_are_no_machine_readable_line(word: str) -> None:
    assert "#machine-readable-line=1" not in features([word], 0.7)


def test_amounts_and_dates_are_counted_in_steps() -> None:
    found = features(["1,200.00", "$5.00", "3,50", "RM7.20", "12/03/2021"], 1.4)
    assert {"#amounts=2", "#dates=1"} <= set(found)


def test_a_long_document_keeps_its_beginning_and_its_end() -> None:
    words = [str(number) for number in range(5000)]
    kept = truncated(words)
    assert kept[:FIRST_WORDS] == tuple(words[:FIRST_WORDS])
    assert kept[-LAST_WORDS:] == tuple(words[-LAST_WORDS:])
    assert len(kept) == FIRST_WORDS + LAST_WORDS
