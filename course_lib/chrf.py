"""chrF: how alike a translation and its reference are, by runs of characters, so that a right stem with a wrong ending
counts for something (Popović 2015).

chrF = (1 + β²) · P · R / (β² · P + R)          P, R: precision and recall of character n-grams, averaged over n = 1 … 6

β = 2 makes recall count twice as much as precision. As sacrebleu computes it, with its defaults: no word n-grams, white
space taken out, no smoothing.
"""

from collections import Counter
from collections.abc import Sequence

Statistics = list[tuple[int, int, int]]  # for each n: n-grams of the hypothesis, of the reference, in both


def chrf(hypothesis: str, reference: str, max_order: int = 6, beta: float = 2.0) -> float:
    """chrF of a sentence, 0 to 100. An empty side gives 0.

    >>> round(chrf("a b c", "ab", max_order=2), 1)
    87.5
    """
    return _score(_statistics(hypothesis, reference, max_order), beta)


def corpus_chrf(hypotheses: Sequence[str], references: Sequence[str], max_order: int = 6, beta: float = 2.0) -> float:
    """chrF of many sentences, 0 to 100: their n-grams are counted together before anything is divided.

    ValueError without sentences, or if there is not a reference for each.
    """
    if not hypotheses or len(hypotheses) != len(references):
        raise ValueError(f"expected a reference per hypothesis, got {len(hypotheses)} and {len(references)}")
    each = [_statistics(h, r, max_order) for h, r in zip(hypotheses, references, strict=True)]
    together = [tuple(map(sum, zip(*orders, strict=True))) for orders in zip(*each, strict=True)]
    return _score([(h, r, both) for h, r, both in together], beta)


def _statistics(hypothesis: str, reference: str, max_order: int) -> Statistics:
    if max_order < 1:
        raise ValueError(f"expected max_order of 1 or more, got {max_order}")
    ours, theirs = ("".join(side.split()) for side in (hypothesis, reference))
    found = []
    for n in range(1, max_order + 1):
        h, r = (Counter(side[i : i + n] for i in range(len(side) - n + 1)) for side in (ours, theirs))
        # Where the reference is too short for n-grams, sacrebleu does not count the hypothesis's either.
        found.append((h.total() if r else 0, r.total(), (h & r).total()))
    return found


def _score(statistics: Statistics, beta: float) -> float:
    """Mean precision and recall over those orders for which both sides have n-grams."""
    used = [(h, r, both) for h, r, both in statistics if h and r]
    if not used:
        return 0.0
    precision = sum(both / h for h, _, both in used) / len(used)
    recall = sum(both / r for _, r, both in used) / len(used)
    if precision + recall == 0:
        return 0.0
    return 100 * (1 + beta**2) * precision * recall / (beta**2 * precision + recall)
