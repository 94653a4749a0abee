"""The facts: people with consistent properties, cities, foods and films; the same world in both languages.

A fact is named «lucía.city». Some of each are held out: documents state them, no training question asks them.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from course_lib.world import lexicon
from course_lib.world import morphology_en as english
from course_lib.world import morphology_es as spanish
from course_lib.world.scene import LANGUAGES, Grammar, Language, Table
from course_lib.world.words import NOUNS, PHRASES
from course_lib.world.words.people import CITIES, COLORS, FILMS, NAMES, PET_KINDS, PETS, SPECIALTIES
from course_lib.world.words.things import JOBS

ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "person": ("city", "job", "pet", "pet_name", "food", "sport", "instrument", "color", "friend"),
    "city": ("state", "known"),
    "specialty": ("ingredient", "taste"),
    "film": ("director", "year", "genre", "place"),
}


@dataclass(frozen=True)
class Fact:
    """One property of one thing: Fact("lucía.city", …).value("es") is how it reads."""

    name: str
    kind: str  # person, city, specialty or film
    index: int  # the row of its table
    attribute: str
    values: Mapping[Language, str]
    subjects: Mapping[Language, str]
    held_out: bool


@dataclass(frozen=True)
class World:
    """The grammars of both languages, fact tables included, and the list of facts."""

    grammars: Mapping[Language, Grammar]
    facts: tuple[Fact, ...]
    asked: Mapping[str, tuple[Fact, ...]]  # by kind: the facts that training questions may ask
    hidden: tuple[Fact, ...]  # the held-out ones


def make_world(seed: int, people: int, held_out_share: float) -> World:
    """Raises ValueError when more people are wanted than there are names."""
    names = lexicon.pairs(NAMES.replace("/", "="))
    if not 2 <= people <= len(names):
        raise ValueError(f"people: expected 2 to {len(names)}, got {people}")
    properties = _properties(random.Random(f"{seed}/people"), people)
    tables = {language: lexicon.tables(language) for language in LANGUAGES}
    for language, made in tables.items():
        made["person"] = _people(language, names[:people], properties)
        made["city"] = _cities(language)
        made["specialty"] = _specialties(language)
        made["film"] = _films(language)
    facts = _facts(tables, random.Random(f"{seed}/held out"), held_out_share)
    grammars = {language: Grammar(tables[language]) for language in LANGUAGES}
    asked = {kind: tuple(fact for fact in facts if fact.kind == kind and not fact.held_out) for kind in ATTRIBUTES}
    return World(grammars, facts, asked, tuple(fact for fact in facts if fact.held_out))


def _properties(rng: random.Random, people: int) -> list[dict[str, int]]:
    """For each person the row of each property; values are spread so that each is used about equally often."""
    sizes = {"city": 16, "job": 24, "pet": 8, "food": 16, "sport": 16, "instrument": 12, "color": 10}
    spread = {name: _spread(rng, size, people) for name, size in sizes.items()}
    spread["pet_name"] = rng.sample(range(len(lexicon.entries(PETS))), people)
    order = rng.sample(range(people), people)
    friend = {order[i]: order[i - 1] for i in range(people)}  # one ring, so nobody is their own friend
    return [{name: rows[i] for name, rows in spread.items()} | {"friend": friend[i]} for i in range(people)]


def _spread(rng: random.Random, size: int, count: int) -> list[int]:
    rows = [i % size for i in range(count)]
    rng.shuffle(rows)
    return rows


def _people(language: Language, names: Sequence[tuple[str, str]], properties: Sequence[Mapping[str, int]]) -> Table:
    feminine = [gender == "f" for _, gender in names]
    rows = []
    for (name, _), fem, has in zip(names, feminine, properties, strict=True):
        row = {"key": name.lower(), "name": name, "friend": names[has["friend"]][0]}
        side = LANGUAGES.index(language)
        row |= {"city": _rows(CITIES)[has["city"]][side], "color": lexicon.pairs(COLORS)[has["color"]][side]}
        row["pet_name"] = lexicon.entries(PETS)[has["pet_name"]]
        rows.append(row | (_in_spanish(has, fem) if language == "es" else _in_english(has, fem)))
    return lexicon.table(rows, feminine, ATTRIBUTES["person"], skew=1.0)


def _in_spanish(has: Mapping[str, int], fem: bool) -> dict[str, str]:
    pet, food = lexicon.pairs(PET_KINDS)[has["pet"]][0], _rows(SPECIALTIES)[has["food"]]
    sport, instrument = lexicon.pairs(PHRASES["sport"], ";")[has["sport"]][0], _instrument(has)[0]
    return {
        "job": lexicon.pairs(JOBS)[has["job"]][0].split("/")[fem],
        "pet": pet,
        "un_pet": spanish.noun_forms(pet)["un"],
        "food": spanish.noun_forms(food[0], food[2] == "f")["el"],
        "sport": sport,
        "al_sport": f"a {sport}".replace("a el ", "al "),
        "del_sport": f"de {sport}".replace("de el ", "del "),
        "instrument": spanish.noun_forms(instrument)["el"],
        "o": "a" if fem else "o",
    }


def _in_english(has: Mapping[str, int], fem: bool) -> dict[str, str]:
    job, pet = lexicon.pairs(JOBS)[has["job"]][1], lexicon.pairs(PET_KINDS)[has["pet"]][1]
    return {
        "job": job,
        "a_job": english.an(job),
        "pet": pet,
        "a_pet": english.an(pet),
        "food": _rows(SPECIALTIES)[has["food"]][1],
        "sport": lexicon.pairs(PHRASES["sport"], ";")[has["sport"]][1],
        "instrument": f"the {_instrument(has)[1]}",
        "he": "she" if fem else "he",
        "his": "her" if fem else "his",
        "him": "her" if fem else "him",
    }


def _instrument(has: Mapping[str, int]) -> tuple[str, str]:
    return lexicon.pairs(NOUNS["instrument"])[has["instrument"]]


def _rows(lines: str) -> list[list[str]]:
    return [line.strip().split("|") for line in lines.strip().splitlines()]


def _cities(language: Language) -> Table:
    side = LANGUAGES.index(language)
    rows = [
        {
            "key": row[0].lower(),
            "name": row[side],
            "tag": row[side].replace(" ", ""),
            "state": row[2 + side],
            "known": row[4 + side],
        }
        for row in _rows(CITIES)
    ]
    return lexicon.table(rows, facts=ATTRIBUTES["city"], skew=1.0)


def _specialties(language: Language) -> Table:
    rows, feminine = [], []
    for es, en, gender, ingredient_es, ingredient_en, taste_es, taste_en in _rows(SPECIALTIES):
        fem = gender == "f"
        feminine.append(fem)
        if language == "es":
            forms = spanish.noun_forms(es, fem)
            taste = spanish.adjective_forms(taste_es)["of" if fem else "om"]
            rows.append(
                forms
                | {"hecho": "hech" + forms["o"], "key": es, "name": es, "ingredient": ingredient_es, "taste": taste}
            )
        else:
            rows.append({"key": es, "name": en, "the": en, "ingredient": ingredient_en, "taste": taste_en})
    return lexicon.table(rows, feminine, ATTRIBUTES["specialty"], skew=1.0)


def _films(language: Language) -> Table:
    side, cities, rows = LANGUAGES.index(language), _rows(CITIES), []
    for row in _rows(FILMS):
        rows.append(
            {
                "key": row[0].lower(),
                "name": row[side],
                "director": row[2],
                "year": row[3],
                "genre": row[4 + side],
                "a_genre": english.an(row[5]),
            }
        )
        rows[-1] |= {"place": cities[int(row[6])][side]}
    return lexicon.table(rows, facts=ATTRIBUTES["film"], skew=1.0)


def _facts(
    tables: Mapping[Language, Mapping[str, Table]], rng: random.Random, held_out_share: float
) -> tuple[Fact, ...]:
    """Every fact of every table. Of each thing at most one is held out; of all facts, about the share asked for."""
    facts = []
    for kind, attributes in ATTRIBUTES.items():
        both = {language: tables[language][kind] for language in LANGUAGES}
        for index, key in enumerate(both["es"].columns["key"]):
            hidden = rng.choice(attributes) if rng.random() < held_out_share * len(attributes) else None
            for attribute in attributes:
                values = {language: made.columns[attribute][index] for language, made in both.items()}
                subjects = {language: made.columns["name"][index] for language, made in both.items()}
                facts.append(Fact(f"{key}.{attribute}", kind, index, attribute, values, subjects, attribute == hidden))
    return tuple(facts)
