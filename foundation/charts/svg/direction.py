"""Right-to-left words for renderers that draw one letter after the other, as the PDF renderer does in an SVG.

Letters are put in the order they are seen and Arabic ones in their joined form, inside a left-to-right override, so
that a browser shows the same. A part of the Unicode bidirectional algorithm (UAX 9, without explicit embedding) is
enough for names.
"""

import unicodedata
from functools import cache

_OVERRIDE, _POP = "\u202d", "\u202c"
_MIRROR = dict(zip("()[]{}<>«»‹›", ")(][}{><»«›‹", strict=True))


def visual(text: str) -> str:
    """Return `text` in the order it is seen; unchanged when nothing in it runs from right to left."""
    if not any(unicodedata.bidirectional(character) in ("R", "AL") for character in text):
        return text
    clusters = _joined(_clusters(text))
    levels = _levels([unicodedata.bidirectional(cluster[0]) for cluster in clusters])
    clusters = [
        _MIRROR.get(cluster, cluster) if level % 2 else cluster for cluster, level in zip(clusters, levels, strict=True)
    ]
    order = list(range(len(clusters)))
    for level in range(max(levels), 0, -1):
        start = 0
        while start < len(order):
            if levels[order[start]] < level:
                start += 1
                continue
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = end
    return _OVERRIDE + "".join(clusters[index] for index in order) + _POP


def _clusters(text: str) -> list[str]:
    """Keep marks with the letter they stand on."""
    result: list[str] = []
    for character in text:
        if result and unicodedata.combining(character):
            result[-1] += character
        else:
            result.append(character)
    return result


def _levels(kinds: list[str]) -> list[int]:
    """Return the level of each cluster: even runs to the right, odd to the left, numbers keep their order."""
    base = 1 if next(kind for kind in kinds if kind in ("L", "R", "AL")) != "L" else 0
    strong, sides = base, []
    for kind in kinds:
        if kind in ("L", "R", "AL"):
            strong = 0 if kind == "L" else 1
        known = kind in ("L", "R", "AL", "EN", "AN")
        sides.append(strong if known else None)
    levels = []
    for index, (kind, side) in enumerate(zip(kinds, sides, strict=True)):
        if side is None:
            before = next((s for s in reversed(sides[:index]) if s is not None), base)
            after = next((s for s in sides[index + 1 :] if s is not None), base)
            side = before if before == after else base
        odd = side if not base else (1 if side else 2)
        levels.append(2 if kind in ("EN", "AN") and odd == 1 else odd)
    return levels


@cache
def _forms() -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """Return the joined forms of Arabic letters, and of lam followed by alef, from Unicode."""
    single: dict[str, dict[str, str]] = {}
    pairs: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFBFF), *range(0xFE80, 0xFEFD)):
        form, *letters = unicodedata.decomposition(chr(code)).split() or [""]
        if form in ("<isolated>", "<initial>", "<medial>", "<final>") and len(letters) < 3:
            table = single if len(letters) == 1 else pairs
            table.setdefault("".join(chr(int(letter, 16)) for letter in letters), {})[form[1:-1]] = chr(code)
    return single, {pair: forms for pair, forms in pairs.items() if pair[0] == "ل"}


def _joined(clusters: list[str]) -> list[str]:
    single, pairs = _forms()
    merged: list[str] = []
    for cluster in clusters:
        if merged and len(merged[-1]) == 1 and merged[-1] + cluster[0] in pairs:
            merged[-1] += cluster
        else:
            merged.append(cluster)
    forms = [pairs.get(cluster[:2]) or single.get(cluster[0], {}) for cluster in merged]
    result = []
    for index, cluster in enumerate(merged):
        own = forms[index]
        after = index > 0 and "initial" in forms[index - 1] and "final" in own
        before = index + 1 < len(merged) and "initial" in own and "final" in forms[index + 1]
        form = "medial" if after and before else "final" if after else "initial" if before else "isolated"
        letters = 2 if cluster[:2] in pairs else 1
        result.append(own.get(form, cluster[:letters]) + cluster[letters:])
    return result
