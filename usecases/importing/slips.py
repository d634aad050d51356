"""Words that were mistyped: which known word a text nearly is."""

from collections.abc import Iterable

from library.kinds.import_profile import normalize


def nearest(text: str, words: Iterable[str]) -> str | None:
    """Return the known word of which a text is a slip of the pen ("Pilott" of "pilot"), None when none or several fit.

    One edit (two from eight letters on) behind the same first letter, in words of at least four letters: what is
    written on purpose ("undeployed", "alive") is not taken for another word.
    """
    key = normalize(text)
    near = {word for word in words if _is_slip(key, word)}
    return near.pop() if len(near) == 1 else None


def _is_slip(text: str, word: str) -> bool:
    allowed = 2 if len(word) >= 8 else 1
    if len(word) < 4 or text[:1] != word[:1] or abs(len(text) - len(word)) > allowed:
        return False
    above: list[int] = []
    line = list(range(len(word) + 1))
    for i, letter in enumerate(text, 1):
        before, above, line = above, line, [i]
        for j, other in enumerate(word, 1):
            cost = min(above[j] + 1, line[j - 1] + 1, above[j - 1] + (letter != other))
            if before and j > 1 and letter == word[j - 2] and text[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            line.append(cost)
    return line[-1] <= allowed
