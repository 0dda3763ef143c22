"""How text from outside is written: what a table cannot hold is spelled out, so that no odd file name or PDF stops custody."""


def storable(text: str) -> str:
    """Text as any database takes it: file names that were never Unicode come with lone surrogates, PDF text with NULs."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\N{REPLACEMENT CHARACTER}")


def storable_or_none(text: str | None) -> str | None:
    return None if text is None else storable(text)
