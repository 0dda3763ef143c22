"""Decides between signs that print alike by the letters beside them: among small letters a 1, and most capital I, is an l.

Nothing is changed among capitals and digits: codes mix them freely, and on receipts that broke three words for each it mended.
"""

import re
from collections.abc import Container

_RUN = re.compile(r"(?<![\w@.])[^\W\d_][^\W_]+(?![\w@])")
_LIKE_SMALL_L = re.compile(r"1|(?<=^[A-Z])I(?=[a-z])|(?<=[a-z])I$")


def with_small_l(text: str, possible: Container[int]) -> str:
    """'Tota1' and 'BIk' as Total and Blk where an l is `possible`, which names places in the text; 'McIntyre' and 'INV1' as they are."""
    return _RUN.sub(lambda run: _settled(run, possible), text)


def _settled(run: re.Match[str], possible: Container[int]) -> str:
    others = [letter for letter in run.group()[1:] if letter not in "1I"]
    if not others or not all(map(str.islower, others)):
        return run.group()
    return _LIKE_SMALL_L.sub(lambda sign: "l" if run.start() + sign.start() in possible else sign.group(), run.group())
