"""Seconds to learn and to apply byte-level BPE: ours, the plain incremental algorithm, and Hugging Face's `tokenizers`.

    python benchmarks/tokenization.py TEXT_FILE [--vocab-size 512 1024 2048] [--repeats 3] [--piece 32000]

The plain algorithm is minbpe's (a dictionary of pair counts, the largest found by looking at all of them), made
incremental: after a merge only the words that held the pair are counted again. All three learn from the same pieces of
text and must learn the same merges; each in turn, the fastest of the repeats counts. One thread.

Then one long piece, letters with nothing between them, of --piece letters and of half as many: where the time grows
with the square, the ratio doubles from one to the other.
"""

import argparse
import os
import platform
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

os.environ["RAYON_NUM_THREADS"] = "1"

from course_lib.tokenizers import ByteBPE, FastTokenizer
from course_lib.tokenizers.bpe import byte_letters, pieces_of, to_letters


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path)
    parser.add_argument("--vocab-size", type=int, nargs="+", default=[512, 1024, 2048])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--piece", type=int, default=32_000)
    options = parser.parse_args()
    text = options.text.read_text(encoding="utf-8")
    megabytes = len(text.encode()) / 1e6
    print(f"{options.text.name}, {megabytes:.2f} MB; {platform.machine()}, Python {platform.python_version()}")
    print(
        f"{'vocabulary':>10} {'ours':>8} {'plain':>8} {'rust':>8} {'ours/plain':>11}   "
        "same merges    encode: ours, rust"
    )
    for vocab_size in options.vocab_size:
        learners = {
            "ours": lambda size=vocab_size: ByteBPE.train([text], size).merges,
            "plain": lambda size=vocab_size: plain_merges(text, size - 257),
            "rust": lambda size=vocab_size: FastTokenizer.train_byte_bpe([text], size).readable.merges,
        }
        seconds, merges = in_turn(learners, options.repeats)
        same = merges["ours"] == merges["plain"] == merges["rust"]
        tokenizer = ByteBPE.train([text], vocab_size)
        fast = FastTokenizer(tokenizer)
        coding, _ = in_turn(coders(tokenizer, fast, text), options.repeats)
        print(
            f"{vocab_size:>10} {seconds['ours']:>7.2f}s {seconds['plain']:>7.2f}s {seconds['rust']:>7.2f}s "
            f"{seconds['ours'] / seconds['plain']:>11.2f}   {'yes' if same else 'NO':<11}    "
            f"{coding['ours']:.2f}s, {coding['rust']:.2f}s"
        )
    letters = "".join(random.Random(0).choices("abcdefghijklmnopqrstuvwxyz", k=options.piece))
    for piece in (letters[: len(letters) // 2], letters):
        seconds, ids = in_turn(coders(tokenizer, fast, piece), options.repeats)
        print(
            f"one piece of {len(piece)} letters: ours {seconds['ours']:.3f}s, rust {seconds['rust']:.3f}s, "
            f"ours/rust {seconds['ours'] / seconds['rust']:.1f}   {'same ids' if ids['ours'] == ids['rust'] else 'NO'}"
        )


def coders(readable: ByteBPE, fast: FastTokenizer, text: str) -> dict[str, Callable[[], list[int]]]:
    """The text encoded by each."""
    return {
        "ours": lambda: ByteBPE(readable.vocab, readable.merges).encode(text),  # with an empty cache
        "rust": lambda: fast.encode(text),
    }


def in_turn(work: dict[str, Callable[[], object]], repeats: int) -> tuple[dict[str, float], dict[str, object]]:
    """The fastest run of each, wall clock, and what each gave."""
    seconds, results = dict.fromkeys(work, float("inf")), {}
    for _ in range(repeats):
        for name, run in work.items():
            start = time.perf_counter()
            results[name] = run()
            seconds[name] = min(seconds[name], time.perf_counter() - start)
    return seconds, results


def plain_merges(text: str, n_merges: int) -> list[tuple[str, str]]:
    """The n merges by the plain incremental algorithm; tokens are ids, bytes in the order of GPT-2's alphabet."""
    names = sorted(byte_letters().values())
    ids_of = {letter: i for i, letter in enumerate(names)}
    counts = Counter(pieces_of(text))
    words, times = [[ids_of[letter] for letter in to_letters(piece)] for piece in counts], list(counts.values())
    stats: defaultdict[tuple[int, int], int] = defaultdict(int)
    where: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for i, word in enumerate(words):
        for pair in pairwise(word):
            stats[pair] += times[i]
            where[pair].add(i)
    learned = []
    for _ in range(n_merges):
        pair = max(stats, key=lambda pair: (stats[pair], -pair[0], -pair[1]), default=None)
        if pair is None or stats[pair] < 2:
            break
        learned.append((names[pair[0]], names[pair[1]]))
        names.append(names[pair[0]] + names[pair[1]])
        for i in where.pop(pair):
            for old in pairwise(words[i]):
                stats[old] -= times[i]
            words[i] = merged(words[i], pair, len(names) - 1)
            for new in pairwise(words[i]):
                stats[new] += times[i]
                where[new].add(i)
        del stats[pair]
    return learned


def merged(ids: list[int], pair: tuple[int, int], new: int) -> list[int]:
    result, i = [], 0
    while i < len(ids):
        if i + 1 < len(ids) and (ids[i], ids[i + 1]) == pair:
            result.append(new)
            i += 2
        else:
            result.append(ids[i])
            i += 1
    return result


if __name__ == "__main__":
    main()
