"""How alike two descriptions are: TF-IDF over words and over pieces of words, compared by the cosine of their angle.

Words carry most of it; pieces of three letters let other forms of a word and slips of the pen count, and writing
without spaces between words. TF-IDF with smoothed frequencies (Salton and Buckley 1988): a word in every text says
little, a rare one much. The result lies between 0 (nothing in common) and 1 (the same words in the same share).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

LEAST = 0.22
"""What is less alike than this is not worth a look; found by looking at the neighbors of the 2,133 federal cases."""
WORDS, PIECES = 0.65, 0.35
"""How much words and pieces of words count."""
LONGEST = 4000
MOST_SHARED = 6
AT_ONCE = 500
_WORD = re.compile(r"[^\W_]+")
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be been being by can could do does each for from had has have how if in into is it its may"
        " more most not of on one or other our out so such than that the their them then there these they this those to"
        " up use used uses using very was we were what when which while who will with would you your",
    )
)

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Text:
    """What is compared: a short name and a longer description, as folded words."""

    name: tuple[str, ...]
    rest: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """All words, those of the name twice: it says best what a thing is."""
        return (*self.name, *self.name, *self.rest)


@dataclass(frozen=True, slots=True)
class Likeness:
    """A text that is like another: its place in the index, and how alike (0 to 1)."""

    place: int
    score: float


def read(name: str, description: str = "") -> Text:
    """Return the words of a name and a description: without case, marks and the most common words.

    At most 4,000 characters of each are read.
    """
    return Text(_folded(name), _folded(description))


class Index:
    """Texts to be compared with; made once, asked often.

    Memory is a few hundred numbers a text; 2,000 texts are made into an index in about a tenth of a second.
    """

    def __init__(self, texts: Sequence[Text]) -> None:
        self.texts = tuple(texts)
        self._words: dict[str, int] = {}
        self._pieces: dict[str, int] = {}
        for text in self.texts:
            for word in text.words:
                self._words.setdefault(word, len(self._words))
        spelled = list(self._words)
        self._spelling = self._spelled(spelled, learn=True)
        whole = self._counted([text.words for text in self.texts])
        names = self._counted([text.name for text in self.texts])
        self._word_weights = _weights(whole)
        self._piece_weights = _weights(whole @ self._spelling)
        self._whole = self._drawn(whole, whole @ self._spelling)
        self._names = self._drawn(names, names @ self._spelling)
        self._name_pieces = _unit(_damped(names @ self._spelling).multiply(self._piece_weights))

    def __len__(self) -> int:
        return len(self.texts)

    def scores(self, text: Text) -> Vector:
        """Return how alike each text of the index is, in their order: by names or by the whole, whichever is more."""
        if not self.texts or not text.words:
            return np.zeros(len(self.texts), dtype=np.float32)
        by_name = self._compared(self._names, text.name)
        return np.maximum(by_name, self._compared(self._whole, text.words)).clip(0, 1)

    def nearest(self, text: Text, *, most: int = 500, least: float = LEAST) -> list[Likeness]:
        """Return the texts at least this alike, the most alike first; equal ones in the order of the index."""
        scores = self.scores(text)
        places = np.flatnonzero(scores >= least)
        ordered = places[np.lexsort((places, -scores[places]))][:most]
        return [Likeness(int(place), float(scores[place])) for place in ordered]

    def near_names(self, texts: Sequence[Text], *, least: float) -> Iterator[list[Likeness]]:
        """Yield for each text those of the index whose name is spelled at least this alike, the most alike first.

        The cosine of the names' pieces of words alone; many texts are compared at once. Pieces that the index lacks
        make a name longer, and so less alike.
        """
        there = self._name_pieces.T.tocsr()
        for start in range(0, len(texts), AT_ONCE):
            product = (self._spelled_names(texts[start : start + AT_ONCE]) @ there).tocsr()
            for low, high in pairwise(product.indptr):
                pairs = zip(product.data[low:high], product.indices[low:high], strict=True)
                close = [Likeness(int(place), min(1.0, float(score))) for score, place in pairs if score >= least]
                yield sorted(close, key=lambda hit: (-hit.score, hit.place))

    def _spelled_names(self, texts: Sequence[Text]) -> sparse.csr_matrix:
        """The names of texts over the pieces of the index, at the length that they have with all their pieces."""
        rows, columns, unknown = [], [], np.zeros(len(texts), dtype=np.float32)
        for row, text in enumerate(texts):
            pieces = [self._pieces.get(piece, -1) for word in text.name for piece in _pieces(word)]
            known = [column for column in pieces if column >= 0]
            rows += [row] * len(known)
            columns += known
            unknown[row] = len(pieces) - len(known)
        drawn = sparse.csr_matrix(
            _damped(_matrix(rows, columns, (len(texts), max(1, len(self._pieces))))).multiply(self._piece_weights)
        )
        rarest = float(self._piece_weights.max()) if len(self._piece_weights) else 1.0
        lengths = np.sqrt(np.asarray(drawn.multiply(drawn).sum(axis=1)).ravel() + unknown * rarest**2)
        lengths[lengths == 0] = 1
        return sparse.diags(1 / lengths).astype(np.float32) @ drawn

    def shared(self, text: Text, place: int) -> tuple[str, ...]:
        """Return the words that a text has in common with one of the index, the most telling first, at most six.

        A word that only begins alike ("summary", "summaries") counts as the word of the index.
        """
        words, stems = set(text.words), {_stem(word) for word in text.words}
        found: dict[str, str] = {}
        for word in dict.fromkeys(self.texts[place].words):
            if word in words:
                found[_stem(word)] = word
            elif _stem(word) in stems:
                found.setdefault(_stem(word), word)
        weight = {word: float(self._word_weights[self._words[word]]) for word in found.values()}
        return tuple(sorted(weight, key=lambda word: -weight[word])[:MOST_SHARED])

    def _spelled(self, words: Sequence[str], *, learn: bool) -> sparse.csr_matrix:
        """Which pieces each word has: one row a word."""
        rows: list[int] = []
        columns: list[int] = []
        for row, word in enumerate(words):
            for piece in _pieces(word):
                if learn:
                    column = self._pieces.setdefault(piece, len(self._pieces))
                else:
                    column = self._pieces.get(piece, -1)
                if column >= 0:
                    rows.append(row)
                    columns.append(column)
        return _matrix(rows, columns, (max(1, len(words)), max(1, len(self._pieces))))

    def _counted(self, texts: Sequence[Sequence[str]]) -> sparse.csr_matrix:
        """How often each text has each known word: one row a text."""
        rows, columns = [], []
        for row, words in enumerate(texts):
            known = [self._words[word] for word in words if word in self._words]
            columns.extend(known)
            rows.extend([row] * len(known))
        return _matrix(rows, columns, (len(texts), max(1, len(self._words))))

    def _drawn(self, words: sparse.csr_matrix, pieces: sparse.csr_matrix) -> sparse.csr_matrix:
        """Weighted, damped and brought to length: rows whose product is how alike they are."""
        parts = [
            _unit(_damped(words).multiply(self._word_weights)) * WORDS**0.5,
            _unit(_damped(pieces).multiply(self._piece_weights)) * PIECES**0.5,
        ]
        return sparse.hstack(parts, format="csr", dtype=np.float32)

    def _compared(self, rows: sparse.csr_matrix, words: Sequence[str]) -> Vector:
        if not words:
            return np.zeros(rows.shape[0], dtype=np.float32)
        # Words that the index lacks make a text longer, and so less alike; their pieces may still be known.
        unknown = sum(word not in self._words for word in words)
        known = self._counted([words])
        spelled = self._spelled(words, learn=False)
        pieces = sparse.csr_matrix(np.asarray(spelled.sum(axis=0)))
        drawn = self._drawn(known, pieces)
        share = (len(words) - unknown) / len(words)
        scale = np.ones(drawn.shape[1], dtype=np.float32)
        scale[: known.shape[1]] = share**0.5
        return np.asarray((rows @ drawn.multiply(scale).T.tocsr()).todense()).ravel()


def _folded(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", text[:LONGEST].casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return tuple(word for word in _WORD.findall(plain) if word not in _COMMON)


@lru_cache(maxsize=50_000)
def _pieces(word: str) -> tuple[str, ...]:
    """Pieces of three letters with the ends marked; of two as well where letters have no case, as in Chinese."""
    word = word[:60]
    padded = f" {word} "
    found = [padded[at : at + 3] for at in range(len(padded) - 2)]
    if word.upper() == word.lower() and not word.isdecimal():
        found += [word[at : at + 2] for at in range(len(word) - 1)]
    return tuple(found)


def _stem(word: str) -> str:
    """The beginning by which forms of one word are told: five letters, of a shorter word all."""
    return word[:5]


def _matrix(rows: Sequence[int], columns: Sequence[int], shape: tuple[int, int]) -> sparse.csr_matrix:
    ones = np.ones(len(rows), dtype=np.float32)
    return sparse.csr_matrix((ones, (rows, columns)), shape=shape, dtype=np.float32)


def _weights(counts: sparse.csr_matrix) -> Vector:
    """How much each column tells: ln((1 + texts) / (1 + texts that have it)) + 1."""
    having = np.asarray((counts > 0).sum(axis=0)).ravel()
    return (np.log((1 + counts.shape[0]) / (1 + having)) + 1).astype(np.float32)


def _damped(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    """1 + ln(count): a word said ten times is not ten times as telling."""
    damped = counts.copy()
    damped.data = (1 + np.log(damped.data)).astype(np.float32)
    return damped


def _unit(rows: sparse.spmatrix) -> sparse.csr_matrix:
    rows = sparse.csr_matrix(rows)
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    return sparse.diags(1 / lengths).astype(np.float32) @ rows
