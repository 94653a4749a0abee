"""From crawled pages to text worth learning from: quality, duplicates, personal data; each step can be measured."""

import hashlib
import re
from collections.abc import Collection, Sequence
from itertools import pairwise

NOTICES = ("cookie", "privacy policy", "política de privacidad", "all rights reserved", "derechos reservados")
ENDS = (".", "!", "?", "”", "»", '"')
PERSONAL = {
    "email": re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}"),
    "phone": re.compile(r"\b\d{3}-\d{4}\b"),
    "card": re.compile(r"\b(?:\d{4} ){3}\d{4}\b"),
}


def good_line(line: str) -> bool:
    """The rules for lines of C4 (Raffel et al. 2020, section 2.2): at least five words, a final punctuation mark, no
    notice about cookies or rights."""
    lower = line.lower()
    return len(line.split()) >= 5 and line.rstrip().endswith(ENDS) and not any(word in lower for word in NOTICES)


def good_page(text: str) -> bool:
    """Prose, by two rules after Gopher's (Rae et al. 2021, table A1): few capitals, few word pairs repeated."""
    words = text.split()
    if len(words) < 8:
        return False
    capitals = sum(word.isupper() and len(word) > 1 for word in words) / len(words)
    pairs = list(pairwise(words))
    return capitals < 0.3 and len(set(pairs)) / len(pairs) > 0.7


def shingles(text: str, n: int = 3) -> frozenset[str]:
    """All runs of n words."""
    words = text.lower().split()
    return frozenset(" ".join(words[i : i + n]) for i in range(max(1, len(words) - n + 1)))


def jaccard(a: Collection[str], b: Collection[str]) -> float:
    """What both share of what either holds, 0 to 1."""
    one, other = set(a), set(b)
    return len(one & other) / len(one | other) if one | other else 1.0


def minhash(found: Collection[str], n_hashes: int = 64) -> tuple[int, ...]:
    """A signature: the smallest hash of the shingles under each of n_hashes hash functions. Two signatures agree in a
    place with probability `jaccard` (Broder 1997)."""
    return tuple(min(_hash(shingle, seed) for shingle in found) for seed in range(n_hashes))


def near_duplicates(signatures: Sequence[tuple[int, ...]], bands: int = 16) -> set[int]:
    """Places whose signature agrees in a whole band of its numbers with an earlier one: pages to be dropped. Only pages
    that fall into the same bucket are ever compared."""
    seen: set[tuple[int, tuple[int, ...]]] = set()
    dropped = set()
    for place, signature in enumerate(signatures):
        width = len(signature) // bands
        keys = {(band, signature[band * width : (band + 1) * width]) for band in range(bands)}
        if keys & seen:
            dropped.add(place)
        seen |= keys
    return dropped


def personal_data(text: str) -> list[tuple[str, str]]:
    """(kind, what was found) for addresses of mail, telephone and card numbers. Street addresses follow no rule that
    fits in a line; none is looked for."""
    return [(kind, match) for kind, pattern in PERSONAL.items() for match in pattern.findall(text)]


def precision_recall(found: Collection[object], wanted: Collection[object]) -> tuple[float, float]:
    """Of what was found, the share that was wanted; of what was wanted, the share that was found. 1 where there is
    nothing to divide by."""
    one, other = set(found), set(wanted)
    both = len(one & other)
    return both / len(one) if one else 1.0, both / len(other) if other else 1.0


def _hash(text: str, seed: int) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8, salt=seed.to_bytes(8, "big")).digest(), "big")
