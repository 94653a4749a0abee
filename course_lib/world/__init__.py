"""The tiny world: a deterministic bilingual corpus, made from a grammar, with everything known about every document.

from course_lib import world

data = world.corpus()                                   # 8 MB, Spanish and English
data.texts("train", language="es", without=("lookup",))  # what a model learns from
data.documents[0].facts                                  # ("lucía.city", "lucía.job")
data.world.hidden                                        # facts that prose states and no training question asks
world.web_pages(500)                                     # dirty pages, to be cleaned in notebook 06
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from course_lib.document import Document, Documents, Split
from course_lib.world import assembly
from course_lib.world.assembly import KINDS, WorldConfig, documents, world
from course_lib.world.facts import Fact, World
from course_lib.world.scene import LANGUAGES, Language
from course_lib.world.web import WebPage, web_pages

__all__ = [
    "KINDS",
    "LANGUAGES",
    "Corpus",
    "Document",
    "Fact",
    "Language",
    "Split",
    "WebPage",
    "World",
    "WorldConfig",
    "corpus",
    "documents",
    "web_pages",
]


@dataclass(frozen=True)
class Corpus:
    """The clean documents of one config, and the world they tell of."""

    config: WorldConfig
    documents: Documents
    world: World

    def select(
        self,
        split: Split | None = None,
        *,
        language: Language | None = None,
        kinds: Collection[str] = KINDS,
        without: Collection[str] = (),
    ) -> Documents:
        """The documents of a split, a language and some kinds. Raises ValueError for a kind that does not exist."""
        if unknown := (set(kinds) | set(without)) - set(KINDS):
            raise ValueError(f"kinds: expected some of {', '.join(KINDS)}; got {', '.join(sorted(unknown))}")
        return self.documents.select(split, language=language, kinds=kinds, without=without)

    def texts(
        self,
        split: Split | None = None,
        *,
        language: Language | None = None,
        kinds: Collection[str] = KINDS,
        without: Collection[str] = (),
    ) -> list[str]:
        """The texts of select()."""
        return self.select(split, language=language, kinds=kinds, without=without).texts()

    def more(self, kind: str, count: int, *, language: Language, split: Split, seed: str = "") -> list[Document]:
        """Documents of one kind and split beyond those of the corpus, all different, for a larger test or training;
        also of kinds that the corpus lacks. ValueError for a kind that does not exist."""
        if kind not in (kinds := (*KINDS, *assembly.ON_REQUEST)):
            raise ValueError(f"kind: expected one of {', '.join(kinds)}; got {kind}")
        known = {document.text for document in self.documents if document.kind == kind}
        return list(islice(assembly.more(self.config, kind, language, split, known, seed), count))


@lru_cache(maxsize=8)
def corpus(config: WorldConfig = WorldConfig()) -> Corpus:  # noqa: B008 (frozen)
    """The corpus of this config, made once per process. Takes about 0.2 s a megabyte."""
    return Corpus(config, Documents(documents(config)), world(config))
