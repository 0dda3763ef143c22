"""A document of many pages costs each of them the same: time grows with the pages, not with their square."""

import datetime as dt
import time
from dataclasses import replace

import pytest
from printed_page import reading_of

from models.page import Page, Reading
from pipeline.document_types import load_document_types
from pipeline.extract import extract


def page(number: int) -> Page:
    """No two pages have a date or an amount in common."""
    days = (dt.date(1990, 1, 1) + dt.timedelta(days=3 * number + at) for at in range(3))
    booked = [f"{day:%d.%m.%Y} 12:{at:02d}   Paper and pencils   {number * 3 + at}.5{at}" for at, day in enumerate(days)]
    lines = [
        "Statement No. 17   Total amount",
        *booked,
        f"Cash {number + 7}.00",
        f"Change {number}.60",
        f"Due date: {number % 28 + 1}.03.2026",
    ]
    return replace(reading_of(*lines, confidence=0.9).pages[0], number=number)


def cpu_seconds(pages: int, name: str) -> float:
    reading = Reading(tuple(page(number) for number in range(1, pages + 1)))
    started = time.process_time()
    extract(reading, load_document_types()[name])
    return time.process_time() - started


@pytest.mark.parametrize("name", ["invoice", "receipt"])
def test_ten_times_the_pages_take_ten_times_as_long(name: str) -> None:
    cpu_seconds(1, name)
    # Ten times as long, and some more for a larger memory; the square would be a hundred times.
    assert cpu_seconds(1000, name) < 25 * cpu_seconds(100, name)
