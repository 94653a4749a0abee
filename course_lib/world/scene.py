"""The grammar's engine: templates whose slots read tables of ready-made forms, so that agreement holds, quickly.

    {animal.el}            a form of a word: el perro, la vaca       {animal.El}   the same with a capital: El perro
    {fur.o:animal}       an adjective that agrees: rojo, roja      {animal2.un}  another word of the same table
    {person.city}          a fact of the world; the scene remembers that it was used

A slot keeps its word for the whole scene, and the same scene can be told in the other language.
"""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeVar

Language = Literal["es", "en"]
LANGUAGES: tuple[Language, ...] = ("es", "en")
SLOT = re.compile(r"\{(\w+)\.(\w+)(?::(\w+))?\}")
# A fact's column may also stand with an article or preposition: job, a_job.
ARTICLE = re.compile("^(a|un|al|del)_")
T = TypeVar("T")


@dataclass(frozen=True)
class Table:
    """Words that can fill a slot: columns[form][i] is a form of word i. Columns of unequal length are a ValueError."""

    columns: dict[str, tuple[str, ...]]
    feminine: tuple[bool, ...] = ()
    facts: frozenset[str] = frozenset()  # which columns are facts about the word in column "key"
    skew: float = 1.6  # above 1: the first words come oftener

    def __post_init__(self) -> None:
        if len({len(column) for column in self.columns.values()}) != 1:
            raise ValueError(f"columns of different lengths: { {k: len(v) for k, v in self.columns.items()} }")

    @cached_property
    def size(self) -> int:
        return len(next(iter(self.columns.values())))

    def column(self, form: str) -> tuple[str, ...]:
        """The words in this form, capitalised if the form's name is. Raises KeyError for an unknown form."""
        if form not in self.columns and form[0].isupper():
            words = self.columns[form[0].lower() + form[1:]]
            self.columns[form] = tuple(word[:1].upper() + word[1:] for word in words)
        return self.columns[form]


@dataclass(frozen=True)
class Template:
    """A template compiled for one language: a %-pattern, the slots it binds, and which column fills each gap."""

    pattern: str
    slots: tuple[str, ...]
    gaps: tuple[tuple[str, Sequence[str]], ...]
    agreeing: tuple[
        tuple[int, str, Sequence[Sequence[str]]], ...
    ]  # gap, the slot it agrees with, (masculine, feminine)
    facts: tuple[tuple[str, Sequence[str], str], ...]  # slot, keys, attribute


Tables = Mapping[str, Table]


class Grammar:
    """One language's tables, with the templates compiled so far."""

    def __init__(self, tables: Tables) -> None:
        self.tables = dict(tables)
        self._compiled: dict[str, Template] = {}

    def add(self, tables: Tables) -> None:
        """More tables, for one family's own slots."""
        self.tables |= tables

    def compiled(self, template: str) -> Template:
        """Raises KeyError for a slot or form that no table has."""
        found = self._compiled.get(template)
        if found is None:
            found = self._compiled[template] = self._compile(template)
        return found

    def table(self, slot: str) -> Table:
        return self.tables[slot.rstrip("0123456789")]

    def _compile(self, template: str) -> Template:
        slots: dict[str, None] = {}
        gaps: list[tuple[str, Sequence[str]]] = []
        agreeing, facts = [], []
        for slot, form, other in SLOT.findall(template):
            if other:  # its word is bound before the one that agrees with it
                slots[other] = None
            slots[slot] = None
            table = self.table(slot)
            if other:
                masculine, feminine = table.column(form + "m"), table.column(form + "f")
                genders = self.table(other).feminine
                agreeing.append((len(gaps), other, [feminine if fem else masculine for fem in genders]))
                gaps.append((slot, masculine))
            else:
                gaps.append((slot, table.column(form)))
            attribute = ARTICLE.sub("", form.lower())
            if attribute in table.facts:
                facts.append((slot, table.columns["key"], attribute))
        pattern = SLOT.sub("%s", template.replace("%", "%%"))
        return Template(pattern, tuple(slots), tuple(gaps), tuple(agreeing), tuple(facts))


@dataclass
class Scene:
    """One document in the making: which word each slot holds, and the facts stated so far."""

    language: Language
    grammars: Mapping[Language, Grammar]
    rng: random.Random
    common: int | None = None  # only the commonest words of each table
    bound: dict[str, int] = field(default_factory=dict)
    facts: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.grammar = self.grammars[self.language]
        self.random: Callable[[], float] = self.rng.random

    def __call__(self, template: str) -> str:
        """The template with its slots filled; slots seen before keep their words."""
        compiled = self.grammar.compiled(template)
        bound = self.bound
        for slot in compiled.slots:
            if slot not in bound:
                bound[slot] = self._draw(slot)
        words = [column[bound[slot]] for slot, column in compiled.gaps]
        for gap, other, columns in compiled.agreeing:
            words[gap] = columns[bound[other]][bound[compiled.gaps[gap][0]]]
        for slot, keys, attribute in compiled.facts:
            self.facts.add(f"{keys[bound[slot]]}.{attribute}")
        return compiled.pattern % tuple(words)

    def pick(self, options: Sequence[T]) -> T:
        """One of them, all equally likely."""
        return options[int(self.random() * len(options))]

    def say(self, options: Mapping[Language, Sequence[str]]) -> str:
        """One of this language's templates, filled."""
        return self(self.pick(options[self.language]))

    def chance(self, probability: float) -> bool:
        return self.random() < probability

    def shuffled(self, options: Sequence[T], count: int) -> list[T]:
        """count different ones in random order."""
        return self.rng.sample(options, count)

    def twin(self, language: Language) -> "Scene":
        """The same scene, told in another language."""
        return Scene(language, self.grammars, self.rng, self.common, self.bound, self.facts)

    def fresh(self) -> "Scene":
        """Another scene in the same document: new words, facts counted together."""
        return Scene(self.language, self.grammars, self.rng, self.common, {}, self.facts)

    def _draw(self, slot: str) -> int:
        table = self.grammar.table(slot)
        size = min(table.size, self.common or table.size)
        index = int(self.random() ** table.skew * size)
        if slot[-1].isdigit():
            name = slot.rstrip("0123456789")
            taken = {word for other, word in self.bound.items() if other.rstrip("0123456789") == name}
            while index in taken:
                index = (index + 1) % size
        return index


@dataclass(frozen=True)
class Draft:
    """A document before it has a split. Equal keys fall into the same split; the key is the text unless given."""

    text: str
    labels: Mapping[str, str] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    test_only: bool = False  # it asks a held-out fact
