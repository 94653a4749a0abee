"""A text and what is known about it: the same for the tiny world and for texts that others published."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

Split = Literal["train", "validation", "test", "all"]  # "all" where a corpus is not divided


@dataclass(frozen=True, slots=True)
class Document:
    """language: as its corpus names it ("es" and "en" in the tiny world); facts: those it uses, named «lucía.city»;
    labels: of the whole text; columns: one entry per word, "words" among them, where words are annotated."""

    text: str
    language: str
    kind: str
    split: Split = "all"
    facts: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class Documents(tuple[Document, ...]):
    """Documents in their order, from which some can be chosen."""

    def select(
        self,
        split: Split | None = None,
        *,
        language: str | None = None,
        kinds: Collection[str] | None = None,
        without: Collection[str] = (),
    ) -> "Documents":
        """Those of a split, a language and some kinds; None is all of them."""
        return Documents(
            document
            for document in self
            if split in (None, document.split)
            and language in (None, document.language)
            and (kinds is None or document.kind in kinds)
            and document.kind not in without
        )

    def texts(
        self,
        split: Split | None = None,
        *,
        language: str | None = None,
        kinds: Collection[str] | None = None,
        without: Collection[str] = (),
    ) -> list[str]:
        """The texts of select()."""
        return [document.text for document in self.select(split, language=language, kinds=kinds, without=without)]
