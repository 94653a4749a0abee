"""The tiny world: the same bytes each time, true metadata, right agreement, held-out facts never asked in training."""

import random
import re
from collections import Counter

import pytest

from course_lib import world
from course_lib.world import articles, dialogues, instructions, lexicon, morphology_en, morphology_es, questions
from course_lib.world import captions as captions_module
from course_lib.world.facts import ATTRIBUTES
from course_lib.world.scene import Scene, Table

SMALL = world.WorldConfig(megabytes=1.0)
WORD = re.compile(r"[^\W\d_]+")


@pytest.fixture(scope="module")
def corpus() -> world.Corpus:
    return world.corpus()


@pytest.fixture(scope="module")
def facts(corpus: world.Corpus) -> dict[str, world.Fact]:
    return {fact.name: fact for fact in corpus.world.facts}


# --- the corpus as a whole


def test_the_corpus_is_as_large_and_as_rich_as_the_notebooks_need(corpus: world.Corpus) -> None:
    assert sum(len(document.text.encode()) for document in corpus.documents) >= 8_000_000
    for language in world.LANGUAGES:
        counts = Counter(
            word for text in corpus.texts(language=language, without=("lookup",)) for word in WORD.findall(text.lower())
        )
        assert sum(count >= 5 for count in counts.values()) >= 3_000


def test_nearly_all_documents_are_different(corpus: world.Corpus) -> None:
    different = {document.text for document in corpus.documents}
    assert 1 - len(different) / len(corpus.documents) < 0.02


@pytest.mark.parametrize("language", world.LANGUAGES)
@pytest.mark.parametrize("kind", world.KINDS)
def test_every_kind_is_there_in_both_languages(corpus: world.Corpus, kind: str, language: world.Language) -> None:
    made = corpus.select("train", language=language, kinds=[kind])
    assert len(made) > 400
    assert len({document.text for document in made}) > 0.98 * len(made)


def test_a_seed_gives_the_same_documents_and_another_seed_others() -> None:
    config = world.WorldConfig(megabytes=0.2)
    assert world.documents(config) == world.documents(config)
    other = world.documents(world.WorldConfig(megabytes=0.2, seed=1))
    assert {each.text for each in other}.isdisjoint(
        each.text for each in world.documents(config) if each.kind == "story"
    )


def test_a_larger_corpus_keeps_the_same_world() -> None:
    small, large = world.corpus(world.WorldConfig(megabytes=0.1)), world.corpus(world.WorldConfig(megabytes=0.2))
    assert small.world.facts == large.world.facts
    assert {each.text for each in small.documents} <= {each.text for each in large.documents}


@pytest.mark.parametrize("bad", [{"megabytes": 0.0}, {"megabytes": 1e4}, {"test_share": 0.5}, {"held_out_share": -1.0}])
def test_a_bad_config_says_what_was_expected(bad: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"expected .* got"):
        world.WorldConfig(**bad)


def test_too_many_people_or_an_unknown_kind_say_what_was_expected(corpus: world.Corpus) -> None:
    with pytest.raises(ValueError, match="people: expected 2 to 40, got 41"):
        world.corpus(world.WorldConfig(people=41))
    with pytest.raises(ValueError, match=r"kinds: expected some of story.*got poem"):
        corpus.texts(kinds=["poem"])


# --- splits and held-out facts


def test_the_splits_share_no_text(corpus: world.Corpus) -> None:
    texts = {split: set(corpus.texts(split)) for split in ("train", "validation", "test")}
    assert not texts["train"] & texts["validation"]
    assert not texts["train"] & texts["test"]
    assert not texts["validation"] & texts["test"]
    assert 0.02 < len(texts["validation"]) / len(corpus.documents) < 0.06


def test_a_held_out_translation_is_met_nowhere_in_training(corpus: world.Corpus) -> None:
    held_out = {
        each.labels["spanish"] for each in corpus.select("test", kinds=["translation"]) if "\n\n" not in each.text
    }
    assert len(held_out) > 100
    for document in corpus.select("train", kinds=["translation", "instruction"]):
        lines = re.split(r"\n|«|»|Español: |Spanish: |Respuesta: |Response: ", document.text)
        assert held_out.isdisjoint(lines), document.text


def test_no_training_document_asks_a_held_out_fact(corpus: world.Corpus) -> None:
    """By the text itself, not by the labels: no question about a hidden fact, in any wording, in any kind."""
    for language in world.LANGUAGES:
        asked = set()
        for fact in corpus.world.hidden:
            subject = fact.subjects[language]
            if fact.kind == "specialty" and language == "es":
                subject = corpus.world.grammars["es"].tables["specialty"].columns["el"][fact.index]
            wordings = questions.QUESTIONS[f"{fact.kind}.{fact.attribute}"][language]
            asked |= {wording.format(subject) for wording in wordings}
        assert asked
        for split in ("train", "validation"):
            for text in corpus.texts(split, language=language):
                met = asked.intersection(re.findall(r"¿[^?¿]*\?|(?<=: )[A-Z][^?:]*\?", text))
                assert not met, text


@pytest.mark.parametrize("language", world.LANGUAGES)
def test_every_held_out_fact_is_stated_in_training_and_asked_in_the_test(
    corpus: world.Corpus, language: world.Language
) -> None:
    prose = {
        name
        for each in corpus.select("train", language=language, kinds=["biography", "article"])
        for name in each.facts
    }
    asked = {name for each in corpus.select("test", language=language, kinds=["question"]) for name in each.facts}
    hidden = {fact.name for fact in corpus.world.hidden}
    assert 0.05 < len(hidden) / len(corpus.world.facts) < 0.15
    assert hidden <= prose
    assert len(hidden & asked) > 0.9 * len(hidden)


def test_every_other_fact_is_asked_in_training(corpus: world.Corpus) -> None:
    asked = {name for each in corpus.select("train", kinds=["question"]) for name in each.facts}
    assert asked == {fact.name for fact in corpus.world.facts if not fact.held_out}


# --- metadata


def test_the_facts_of_a_document_stand_in_its_text(corpus: world.Corpus, facts: dict[str, world.Fact]) -> None:
    stated = 0
    for document in corpus.documents:
        low = document.text.lower()
        for name in document.facts:
            fact = facts[name]
            value = fact.values[document.language].lower()
            value = re.sub("^(el|la) ", "", value)  # a contraction may have taken the article
            assert value in low and fact.subjects[document.language].lower() in low, (name, document.text)
            stated += 1
    assert stated > 20_000


def test_the_world_is_the_same_in_both_languages(corpus: world.Corpus) -> None:
    people = corpus.world.grammars["es"].tables["person"].columns
    assert people["city"] == corpus.world.grammars["en"].tables["person"].columns["city"]
    assert len(set(people["name"])) == len(set(people["pet_name"])) == 24
    assert all(name != friend for name, friend in zip(people["name"], people["friend"], strict=True))


def test_labels_say_what_the_text_says(corpus: world.Corpus) -> None:
    for document in corpus.documents:
        labels, text = document.labels, document.text
        if document.kind == "review":
            assert labels["review"] in text and labels["sentiment"] in ("positive", "negative")
        elif document.kind == "translation":
            assert labels["spanish"] in text and labels["english"] in text
        elif document.kind == "agreement":
            assert text.startswith(f"{labels['prefix']} {labels['verb']} ") and labels["verb"] != labels["wrong"]
        elif document.kind == "pattern":
            assert text.endswith(f"{labels['question']} → {labels['answer']}")
        elif document.kind == "lookup":
            assert text.endswith(f"{labels['answer']}.") and text.count(labels["asked"]) >= 2
        elif document.kind == "sense":
            assert re.search(rf"\b{labels['word']}\b", text)


def test_the_sums_are_right(corpus: world.Corpus) -> None:
    words = {"más": "+", "plus": "+", "menos": "-", "minus": "-", "+": "+", "-": "-"}
    for text in corpus.texts(kinds=["arithmetic"]):
        for line in text.split("\n"):
            a, sign, b, c = re.search(r"(\d+) (\+|-|más|menos|plus|minus) (\d+)\D+(\d+)", line).groups()
            assert int(c) == (int(a) + int(b) if words[sign] == "+" else int(a) - int(b)), line


def test_the_agreement_distance_is_the_number_of_words_between(corpus: world.Corpus) -> None:
    distances = Counter(int(each.labels["distance"]) for each in corpus.select(kinds=["agreement"]))
    assert {0, 2, 3, 4, 6} <= set(distances) and max(distances) >= 8


def test_invented_names_stay_out_when_asked(corpus: world.Corpus) -> None:
    invented = {name for each in corpus.select(kinds=["lookup"]) for name in each.labels["names"].split()}
    words = {word for text in corpus.texts(without=["lookup"]) for word in re.findall(r"\w+", text)}
    assert len(invented) > 500 and len(invented & words) < 0.02 * len(invented)


# --- language


def test_the_spanish_contracts_and_agrees(corpus: world.Corpus) -> None:
    wrong = re.compile(
        r"\b(?:de el|a el|un [a-záéíóúñ]+ción|la agua|la águila|una hacha|el casa|la perro|una perro|un casa|los llaves"
        r"|el la|la el|un una|muy muy|que que)\b|\{|\}|  | \.|\.\.| ,",
        re.IGNORECASE,
    )
    for text in corpus.texts(language="es"):
        found = wrong.search(text)
        assert not found, (found, text)


def test_the_english_chooses_its_article_and_its_third_person(corpus: world.Corpus) -> None:
    wrong = re.compile(
        r"\ba (?:[aeio]|u(?!ni|se|su|ku))|\ban (?!hour|honest)[^aeiouAEIOU]|\bthe the\b|\ba the\b|\{|\}|  | \.|\.\.| ,"
        r"|\b(?:he|she) (?:have|go|do|are|live|like)\b",
    )
    for text in corpus.texts(language="en", without=["pattern"]):
        text = re.sub(r"Spanish: .*|Response: .*|Answer: .*", "", text)
        found = wrong.search(text)
        assert not found, (found, text)


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("contar", {"el": "cuenta", "past": "contó", "sub": "cuente", "imp": "cuenta"}),
        ("dormir", {"el": "duerme", "past": "durmió", "ger": "durmiendo", "sub": "duerma"}),
        ("pedir", {"yo": "pido", "past_ellos": "pidieron", "sub_ellos": "pidan"}),
        ("buscar", {"yo_past": "busqué", "sub": "busque", "past": "buscó"}),
        ("empezar", {"el": "empieza", "yo_past": "empecé", "sub_tu": "empieces"}),
        ("jugar", {"el": "juega", "yo_past": "jugué", "sub": "juegue"}),
        ("recoger", {"yo": "recojo", "sub": "recoja", "past": "recogió"}),
        ("perseguir", {"yo": "persigo", "past": "persiguió", "ger": "persiguiendo"}),
        ("conocer", {"yo": "conozco", "sub": "conozca"}),
        ("construir", {"el": "construye", "past": "construyó", "part": "construido"}),
        ("sonreír", {"el": "sonríe", "past": "sonrió", "ger": "sonriendo"}),
        ("leer", {"past": "leyó", "past_ellos": "leyeron", "part": "leído"}),
        ("hacer", {"yo": "hago", "past": "hizo", "part": "hecho", "imp": "haz", "will": "hará"}),
        ("ir", {"el": "va", "past": "fue", "used": "iba", "sub": "vaya"}),
        ("devolver", {"el": "devuelve", "part": "devuelto"}),
        ("oler", {"inf": "oler", "el": "huele", "past": "olió", "sub": "huela"}),
    ],
)
def test_spanish_verbs_are_conjugated(verb: str, forms: dict[str, str]) -> None:
    assert morphology_es.conjugate(verb).items() >= forms.items()
    assert set(morphology_es.conjugate(verb)) == set(morphology_es.VERB_FORMS)


@pytest.mark.parametrize(
    ("verb", "forms"),
    [
        ("stop", {"past": "stopped", "ing": "stopping"}),
        ("carry", {"s": "carries", "past": "carried", "ing": "carrying"}),
        ("look for", {"s": "looks for", "past": "looked for", "ing": "looking for"}),
        ("have lunch", {"s": "has lunch", "past": "had lunch"}),
        ("lie", {"s": "lies", "past": "lied", "ing": "lying"}),
        ("hide", {"past": "hid", "part": "hidden", "ing": "hiding"}),
    ],
)
def test_english_verbs_are_conjugated(verb: str, forms: dict[str, str]) -> None:
    assert morphology_en.conjugate(verb).items() >= forms.items()


def test_nouns_are_put_in_the_plural_with_their_articles() -> None:
    spanish = {
        "canción": "canciones",
        "lápiz": "lápices",
        "autobús": "autobuses",
        "examen": "exámenes",
        "paraguas": "paraguas",
    }
    assert {noun: morphology_es.plural(noun) for noun in spanish} == spanish
    eagle = morphology_es.noun_forms("águila")
    assert (eagle["el"], eagle["un"], eagle["los"], eagle["o"]) == ("el águila", "un águila", "las águilas", "a")
    assert morphology_es.noun_forms("parque")["del"] == "del parque"
    english = {"child": "children", "box": "boxes", "city": "cities", "knife": "knives", "bar of soap": "bars of soap"}
    assert {noun: morphology_en.plural(noun) for noun in english} == english
    assert [morphology_en.an(word) for word in ("apple", "hour", "uniform")] == ["an apple", "an hour", "a uniform"]


def test_every_template_of_every_family_renders() -> None:
    grammars = world.corpus(SMALL).world.grammars
    banks = (articles.PERSON, articles.THINGS, articles.REMARKS, dialogues.TOPICS, instructions.TASKS)
    for language in world.LANGUAGES:
        for bank in banks:
            for part in bank.values():
                for template in _strings(part[language]):
                    grammars[language].compiled(template)


def _strings(nested: object) -> list[str]:
    if isinstance(nested, str):
        return [nested]
    return [text for item in nested for text in _strings(item)]  # type: ignore[attr-defined]


def test_unequal_columns_unknown_slots_and_unpaired_words_fail_clearly() -> None:
    with pytest.raises(ValueError, match="different lengths"):
        Table({"n": ("a", "b"), "ns": ("as",)})
    with pytest.raises(ValueError, match="expected Spanish=English, got"):
        lexicon.pairs("perro=dog, gato")
    scene = Scene("es", world.corpus(SMALL).world.grammars, random.Random(0))
    with pytest.raises(KeyError):
        scene("{dragon.el}")


def test_questions_cover_every_kind_of_fact() -> None:
    assert set(questions.QUESTIONS) == {f"{kind}.{name}" for kind, names in ATTRIBUTES.items() for name in names}


def test_captions_cover_every_shape() -> None:
    shapes = {each.labels["shape"] for each in world.corpus().select(kinds=["caption"])}
    assert len(shapes) == len(lexicon.pairs(captions_module.SHAPES))


# --- dirty pages


def test_web_pages_say_what_is_what() -> None:
    pages = world.web_pages(600)
    assert pages == world.web_pages(600)
    fates = Counter(page.duplicate for page in pages)
    assert fates["exact"] > 30 and fates["near"] > 30
    assert {page.tone for page in pages} == {"neutral", "insult", "dialect"} and any(page.spam for page in pages)
    for page in pages:
        assert all(datum in page.text and datum in page.clean for _, datum in page.personal)
        lines = page.text.split("\n")
        assert all(line in lines for line in page.boilerplate) and page.clean in page.text
        if page.duplicate == "exact":
            assert page.text == pages[page.duplicate_of].text
        elif page.duplicate == "near":
            assert pages[page.duplicate_of].clean in page.text != pages[page.duplicate_of].text


def test_personal_data_is_kept_out_of_the_clean_corpus(corpus: world.Corpus) -> None:
    assert not any(re.search(r"@|555-01|\d{4} \d{4}", text) for text in corpus.texts())


@pytest.mark.parametrize("language", world.LANGUAGES)
def test_agreement_at_a_distance_is_told_by_the_first_noun_alone(language):
    """As many nouns of the verb's number as of the other stand between; in the corpus all are of the other."""
    sentences = world.corpus().more("agreement_at_distance", 400, language=language, split="train")
    assert {sentence.split for sentence in sentences} == {"train"}
    plural = [sentence for sentence in sentences if sentence.labels["number"] == "plural"]
    assert 150 < len(plural) < 250
    far = [sentence for sentence in sentences if int(sentence.labels["distance"]) >= 3]
    singular_between = {"es": " que compró ", "en": " next to "}[language]
    held = [sentence.labels["number"] for sentence in far if singular_between in sentence.text]
    assert 0.3 < held.count("plural") / len(held) < 0.7
