"""The word lists as tables of forms, in both languages and in the same order, so that word i translates word i."""

from collections.abc import Iterable, Mapping, Sequence

from course_lib.world import morphology_en as english
from course_lib.world import morphology_es as spanish
from course_lib.world.scene import Language, Table
from course_lib.world.words import ADJECTIVES, NOUNS, PHRASES, VERBS
from course_lib.world.words.things import JOBS, SUBSTANCES

# Slots that take the words of several lists.
TOGETHER: Mapping[str, tuple[str, ...]] = {
    "object": ("object", "container", "vessel"),
    "thing": ("object", "container", "vessel", "clothes", "tool"),
    "food": ("dish", "fruit", "vegetable"),
    "furniture": ("surface", "furniture"),
    "vehicle": ("ride", "vehicle"),
}
Rows = Sequence[Mapping[str, str]]


def tables(language: Language) -> dict[str, Table]:
    """Every word table of one language, by slot name."""
    made = {name: nouns(language, pairs(lines)) for name, lines in NOUNS.items()}
    made |= {name: nouns(language, pairs(lines)) for name, lines in SUBSTANCES.items()}
    made["worker"] = nouns(language, list(_workers()))
    made["trade"] = nouns(language, _trades())
    made["kin"] = nouns(language, [_gendered(es, en) for es, en in pairs(PHRASES["kin"], ";")])
    made["sport"] = nouns(language, [_gendered(es, en) for es, en in pairs(PHRASES["sport"], ";")])
    for name, parts in TOGETHER.items():
        made[name] = nouns(language, [pair for part in parts for pair in pairs(NOUNS[part])])
    for name, lines in VERBS.items():
        forms = [spanish.conjugate(es) if language == "es" else english.conjugate(en) for es, en in pairs(lines)]
        made["v_" + name] = table(forms)
    for name, lines in ADJECTIVES.items():
        made[name] = adjectives(language, pairs(lines))
    for name in ("time", "weather", "often", "manner", "sudden", "treasure", "subject", "hour", "number"):
        made[name] = table([{"n": es if language == "es" else en} for es, en in pairs(PHRASES[name], ";")])
    return made


def pairs(lines: str, separator: str = ",") -> list[tuple[str, str]]:
    """The (Spanish, English) pairs of a word list. Raises ValueError for an entry without its translation."""
    found = [tuple(entry.split("=")) for entry in entries(lines, separator)]
    if bad := [entry for entry in found if len(entry) != 2]:
        raise ValueError(f"expected Spanish=English, got {bad[0]}")
    return [(es, en) for es, en in found]


def entries(lines: str, separator: str = ",") -> list[str]:
    """What stands between the separators, line breaks made spaces."""
    return [" ".join(entry.split()) for entry in lines.split(separator) if entry.strip()]


def table(rows: Rows, feminine: Iterable[bool] = (), facts: Iterable[str] = (), skew: float = 1.6) -> Table:
    """A table from one dictionary of forms per word."""
    columns = {form: tuple(row[form] for row in rows) for form in rows[0]}
    return Table(columns, tuple(feminine), frozenset(facts), skew)


def adjectives(language: Language, words: Sequence[tuple[str, str]]) -> Table:
    """Spanish: om, of, osm, osf, so that {adjective.o:noun} agrees; English: n, and a with its article."""
    if language == "es":
        return table([spanish.adjective_forms(es) | {"n": es} for es, _ in words])
    return table([{"n": en, "a": english.an(en)} for _, en in words])


def nouns(language: Language, words: Sequence[tuple[str, str]]) -> Table:
    genders = [_gender(es) for es, _ in words]
    if language == "es":
        rows = [spanish.noun_forms(es.partition("/")[0], fem) for (es, _), fem in zip(words, genders, strict=True)]
    else:
        rows = [english.noun_forms(en) for _, en in words]
    return table(rows, genders)


def _gender(noun: str) -> bool:
    """Whether it is feminine: marked /f or /m, or by its ending."""
    word, _, mark = noun.partition("/")
    return mark == "f" if mark else spanish.is_feminine(word)


def _gendered(phrase: str, english_noun: str) -> tuple[str, str]:
    """«la hermana» → hermana/f."""
    article, noun = phrase.split(" ", 1)
    return f"{noun}/{'f' if article == 'la' else 'm'}", english_noun


def _trades() -> list[tuple[str, str]]:
    """Every job once, as a man's and a woman's by turns: so that an English sentence has one translation."""
    by_job = list(_workers())
    return [by_job[2 * row + row % 2] for row in range(len(by_job) // 2)]


def _workers() -> Iterable[tuple[str, str]]:
    """Every job as a man's and a woman's noun; both have the same English."""
    for es, en in pairs(JOBS):
        masculine, feminine = es.split("/")
        yield masculine + "/m", en
        yield feminine + "/f", en
