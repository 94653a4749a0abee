"""From families of documents to a corpus: how much of each kind, no text twice, and which split each belongs to."""

import random
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from course_lib.document import Document, Split
from course_lib.world import captions
from course_lib.world.agreement import agreement, agreement_at_distance
from course_lib.world.articles import article, biography
from course_lib.world.dialogues import dialogue
from course_lib.world.facts import World, make_world
from course_lib.world.instructions import instruction
from course_lib.world.lookups import lookup
from course_lib.world.patterns import arithmetic, pattern
from course_lib.world.posts import post
from course_lib.world.questions import question
from course_lib.world.reviews import review
from course_lib.world.scene import LANGUAGES, Draft, Language, Scene
from course_lib.world.senses import sense
from course_lib.world.stories import story
from course_lib.world.translations import translation

Family = Callable[[Scene, World], Draft]
# Of each kind: who makes it, and its share of the bytes.
FAMILIES: Mapping[str, tuple[Family, float]] = {
    "story": (story, 0.18),
    "biography": (biography, 0.12),
    "article": (article, 0.05),
    "question": (question, 0.10),
    "review": (review, 0.13),
    "translation": (translation, 0.16),
    "instruction": (instruction, 0.06),
    "dialogue": (dialogue, 0.04),
    "sense": (sense, 0.03),
    "post": (post, 0.01),
    "caption": (captions.caption, 0.01),
    "agreement": (agreement, 0.03),
    "pattern": (pattern, 0.05),
    "arithmetic": (arithmetic, 0.01),
    "lookup": (lookup, 0.02),
}
KINDS = tuple(FAMILIES)
# What the corpus does not hold, and more() makes.
ON_REQUEST: Mapping[str, Family] = {"agreement_at_distance": agreement_at_distance}
# Enough that a text met before is nearly always replaced; a tiny grammar must not spin forever.
REDRAWS = 8
PATIENCE = 20_000  # draws in a row that give nothing new, after which there seems to be nothing more


@dataclass(frozen=True)
class WorldConfig:
    """What the world is made from; the same config gives the same bytes on every machine."""

    seed: int = 0
    megabytes: float = 8.0  # of UTF-8 text, both languages together, half each
    people: int = 24
    held_out_share: float = 0.1  # of the facts: stated in prose, asked in the test split only
    validation_share: float = 0.03  # of the documents
    test_share: float = 0.03

    def __post_init__(self) -> None:
        if not 0 < self.megabytes <= 100:
            raise ValueError(f"megabytes: expected above 0 and at most 100, got {self.megabytes}")
        for name in ("held_out_share", "validation_share", "test_share"):
            if not 0 <= getattr(self, name) <= 0.2:
                raise ValueError(f"{name}: expected 0 to 0.2, got {getattr(self, name)}")


@lru_cache(maxsize=4)
def world(config: WorldConfig) -> World:
    """The facts and grammars behind a config's documents."""
    made = make_world(config.seed, config.people, config.held_out_share)
    for language in LANGUAGES:
        made.grammars[language].add(captions.tables(language))
    return made


def documents(config: WorldConfig) -> list[Document]:
    """All clean documents, in an order that mixes kinds and languages. Takes about 0.2 s a megabyte."""
    made: list[Document] = []
    for kind, (_, share) in FAMILIES.items():
        for language in LANGUAGES:
            size = config.megabytes * 1e6 * share / len(LANGUAGES)
            made += _family(config, kind, language, size)
    random.Random(f"{config.seed}/order").shuffle(made)
    return made


def _family(config: WorldConfig, kind: str, language: Language, size_bytes: float) -> list[Document]:
    """Documents of one kind and language until they fill size_bytes, from a random stream of their own."""
    make, where = FAMILIES[kind][0], world(config)
    rng = random.Random(f"{config.seed}/{kind}/{language}")
    made: list[Document] = []
    seen: set[str] = set()
    filled = 0
    while filled < size_bytes:
        for _ in range(REDRAWS):
            scene = Scene(language, where.grammars, rng)
            draft = make(scene, where)
            if draft.text not in seen:
                break
        seen.add(draft.text)
        filled += len(draft.text.encode())
        made.append(_document(config, kind, scene, draft))
    return made


def more(
    config: WorldConfig, kind: str, language: Language, split: Split, known: AbstractSet[str], seed: str
) -> Iterator[Document]:
    """Documents of one kind and split whose texts are not among `known`, all different, as long as there are any.
    ValueError when they seem to be used up."""
    make = ON_REQUEST[kind] if kind in ON_REQUEST else FAMILIES[kind][0]
    where, met = world(config), set(known)
    rng = random.Random(f"{config.seed}/more/{seed}/{kind}/{language}")
    misses = 0
    while misses < PATIENCE:
        scene = Scene(language, where.grammars, rng)
        draft = make(scene, where)
        document = _document(config, kind, scene, draft)
        misses += 1
        if document.text not in met and document.split == split:
            misses = 0
            met.add(document.text)
            yield document
    raise ValueError(
        f"expected another {kind} of split {split} in {language}, got none in {PATIENCE} draws after "
        f"{len(met) - len(known)} new ones: ask for fewer"
    )


def _document(config: WorldConfig, kind: str, scene: Scene, draft: Draft) -> Document:
    facts = tuple(sorted(scene.facts))
    return Document(draft.text, scene.language, kind, _split(config, draft), facts, draft.labels)


def _split(config: WorldConfig, draft: Draft) -> Split:
    """By a hash of what must not be met in training; one held-out key holds the whole document out."""
    if draft.test_only:
        return "test"
    lowest = min(crc32(key.encode()) for key in draft.keys or (draft.text,)) / 2**32
    if lowest < config.test_share:
        return "test"
    return "validation" if lowest < config.test_share + config.validation_share else "train"
