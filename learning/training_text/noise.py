"""What scanning and reading do to text: lost, torn, joined and misread words."""

import string
from collections.abc import Callable
from random import Random

CONFUSED = {
    "o": "0ce", "0": "oOQ", "1": "lI|", "l": "1I|", "i": "1l;:", "e": "co", "a": "ao", "s": "5S", "5": "sS", "b": "6h", "B": "8",
    "8": "B3", "n": "ri", "m": "rn", "u": "v", "v": "y", "t": "f", "f": "t", "g": "q9", "c": "e", "h": "b", "r": "n", "O": "0Q",
    "S": "5", "I": "1l", "D": "O", "Z": "2", "G": "6", "<": "KCc«(E", ".": ",", ",": ".", "d": "cl", "w": "vv", "E": "F", "R": "K",
    "N": "W", "é": "e", "ü": "u", "ä": "a", "ö": "o", "ß": "B",
}  # fmt: skip
MARKS = string.punctuation + "—“”°»«©®™¢"
CONFUSED_SHARE = 0.4


def misread(words: list[str], strength: float, random: Random) -> list[str]:
    """Words as a reader of a scan gives them; `strength` is the share of words harmed, 0 (none) to 1."""
    read: list[str] = []
    for word in words:
        if random.random() >= strength:
            read.append(word)
            continue
        read.extend(random.choice(HARMS)(word, random))
    return read


def _swap(word: str, random: Random) -> list[str]:
    place = random.randrange(len(word))
    letter = word[place]
    return [word[:place] + random.choice(CONFUSED.get(letter, letter + string.ascii_letters)) + word[place + 1 :]]


def _swap_several(word: str, random: Random) -> list[str]:
    return ["".join(random.choice(CONFUSED.get(letter, letter)) if random.random() < CONFUSED_SHARE else letter for letter in word)]


def _lose_letter(word: str, random: Random) -> list[str]:
    place = random.randrange(len(word))
    kept = word[:place] + word[place + 1 :]
    return [kept] if kept else []


def _tear(word: str, random: Random) -> list[str]:
    place = random.randrange(len(word))
    return [part for part in (word[:place], word[place:]) if part]


def _lose(_word: str, _random: Random) -> list[str]:
    return []


def _smudge(word: str, random: Random) -> list[str]:
    return random.choice(([random.choice(MARKS) + word], [word + random.choice(MARKS)], [word, random.choice(MARKS)]))


def _garble(_word: str, random: Random) -> list[str]:
    return ["".join(random.choices(string.ascii_letters + MARKS, k=random.randint(1, 6)))]


HARMS: tuple[Callable[[str, Random], list[str]], ...] = (_swap, _swap, _swap_several, _lose_letter, _tear, _lose, _smudge, _garble)


def join(words: list[str], share: float, random: Random) -> list[str]:
    """Words with some spaces lost, as text layers with wrong spacing have it."""
    joined: list[str] = []
    for word in words:
        if joined and random.random() < share:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def speckle(words: list[str], share: float, random: Random) -> list[str]:
    """Words among scraps read from stains, pictures, stamps and backgrounds; `share` is scraps per word."""
    speckled: list[str] = []
    for word in words:
        speckled.append(word)
        while random.random() < share / (1 + share):
            speckled.extend(_garble(word, random))
    return speckled
