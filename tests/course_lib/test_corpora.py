"""The loaders on the published files, on stand-ins for them, and on folders that lack or break them."""

import re
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from course_lib.corpora import CORPORA, CorpusMissingError, languages, load, load_or_none
from course_lib.language import set_language
from tests.course_lib import stand_ins

KINDS_OF_ENTITIES = {f"{begin}-{kind}" for begin in "BI" for kind in ("PER", "ORG", "LOC", "MISC")}


@dataclass(frozen=True)
class Data:
    """A folder with every corpus, and what is known of it."""

    folder: Path
    speech: str
    declaration: str
    languages: int
    reviews: int  # of each polarity
    sentences: int
    sentence: str
    lemmas: tuple[str, ...]
    entities: dict[str, int]  # sentences in Spanish by split
    entity: str  # how the first sentence begins
    kinds: set[str]
    americas: list[str]
    pairs: int
    pair: tuple[str, str]


PUBLISHED = {
    "speech": "First Citizen:\nBefore we proceed any further, hear me speak.",
    "declaration": "Declaración Universal de Derechos Humanos\nAdoptada y proclamada",
    "languages": 388,
    "reviews": 5331,
    "sentences": 6016,
    "sentence": "El grupo estatal Electricité de France (EDF) anunció hoy, jueves, la compra",
    "lemmas": ("el", "grupo", "estatal"),
    "entities": {"train": 8323, "validation": 1915, "test": 1517},
    "entity": "Melbourne (Australia), 25 may (EFE).",
    "kinds": KINDS_OF_ENTITIES,
    "americas": ["aym", "bzd", "gn", "hch", "nah", "quy", "tar"],
    "pairs": 672,
    "pair": ("quipiya ce xochitla", "Tener un jardín"),
}
STAND_IN = {
    "speech": "Baker:\nThe bread is warm, the oven is not.",
    "declaration": "Nuestras reglas\nTodo perro puede ladrar.",
    "languages": 7,
    "reviews": 2,
    "sentences": 4,
    "sentence": "El panadero de Río Piedra encendió el horno.",
    "lemmas": ("el", "panadero", "de"),
    "entities": {"train": 2, "validation": 1, "test": 1},
    "entity": "Ana Ruiz (Lima) vende pan.",
    "kinds": {"B-PER", "I-PER", "B-LOC"},
    "americas": ["aaa", "bbb"],
    "pairs": 2,
    "pair": ("muku ta", "El pan"),
}


@pytest.fixture(params=stand_ins.SOURCES)
def data(request, tmp_path):
    known = STAND_IN if request.param == "stand-in" else PUBLISHED
    return Data(stand_ins.path(request.param, tmp_path / "data"), **known)


@pytest.fixture(autouse=True)
def _no_data_of_this_machine(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("NLTK_DATA", raising=False)
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "prefix"))


def test_shakespeare_comes_in_speeches(data):
    speeches = load("tinyshakespeare", data_dir=data.folder)
    assert speeches[0].text == data.speech
    assert speeches[0].labels["speaker"] == data.speech.partition(":")[0]
    whole = (data.folder / "tinyshakespeare" / "input.txt").read_text(encoding="utf-8")
    assert "\n\n".join(d.text for d in speeches) == whole.strip("\n")


def test_the_declaration_comes_in_any_language(data):
    (spanish,) = load("udhr", "spa", data_dir=data.folder)
    assert spanish.text.startswith(data.declaration)
    assert len(languages("udhr", data_dir=data.folder)) == data.languages
    everything = load("udhr", data_dir=data.folder)
    assert len(everything) == data.languages - 1  # one file is empty
    assert all(d.text and "\r" not in d.text for d in everything)


def test_sentences_have_a_polarity(data):
    sentences = load("sentence_polarity", data_dir=data.folder)
    counts = Counter(d.labels["sentiment"] for d in sentences)
    assert counts == {"positive": data.reviews, "negative": data.reviews}
    assert sentences[-1].language == "en"


def test_the_treebank_has_the_words_and_tags_that_nltk_reads(data):
    pytest.importorskip("nltk", reason="needs nltk")
    sentences = load("cess_esp", data_dir=data.folder)
    script = "from nltk.corpus import cess_esp as c\nfor s in c.tagged_sents(): print(*(w + '/' + t for w, t in s))"
    path = {"NLTK_DATA": str(data.folder / "nltk_data"), "PYTHONIOENCODING": "utf-8"}
    nltk = subprocess.run([sys.executable, "-c", script], env=path, capture_output=True, encoding="utf-8", check=True)
    ours = [" ".join(f"{w}/{t}" for w, t in zip(d.columns["words"], d.columns["tags"], strict=True)) for d in sentences]
    theirs = nltk.stdout.splitlines()
    assert " ".join(ours).split() == " ".join(theirs).split()
    # Where brackets are set oddly, nltk makes the final stop a sentence of its own.
    assert len(ours) == data.sentences == len(theirs) - sum(line == "./Fp" for line in theirs)
    assert sentences[0].columns["lemmas"][:3] == data.lemmas
    assert sentences[0].text.startswith(data.sentence)


def test_entities_are_marked_and_split(data):
    sentences = load("conll2002", "es", data_dir=data.folder)
    assert Counter(d.split for d in sentences) == data.entities
    first = sentences[0].columns
    assert first["words"][0] == data.entity.split()[0] and first["entities"][0][:2] == "B-"
    assert dict(zip(first["words"], first["entities"], strict=True))["("] == "O"
    assert sentences[0].text.startswith(data.entity)
    assert {e for d in sentences for e in d.columns["entities"]} == {"O", *data.kinds}
    dutch = load("conll2002", "nl", data_dir=data.folder)
    assert len(load("conll2002", data_dir=data.folder)) == len(sentences) + len(dutch)


def test_languages_of_the_americas_come_with_their_spanish(data):
    assert languages("americasnlp2021", data_dir=data.folder) == data.americas
    one = load("americasnlp2021", "nah" if "nah" in data.americas else "aaa", data_dir=data.folder)
    assert len(one) == data.pairs
    assert one[0].text.startswith(data.pair[0])
    assert one[0].labels["es"].startswith(data.pair[1])
    assert {d.split for d in one} == {"validation"}


@pytest.mark.parametrize("name", CORPORA)
def test_folders_and_archives_hold_the_same(name, data, tmp_path, monkeypatch):
    """Unpacked, and found by NLTK_DATA instead of an argument."""
    folder = CORPORA[name].folder
    archive = data.folder / "nltk_data" / "corpora" / f"{folder}.zip"
    if archive.exists():
        zipfile.ZipFile(archive).extractall(tmp_path / "corpora")
        monkeypatch.setenv("NLTK_DATA", str(tmp_path))
    else:
        (tmp_path / "corpora").mkdir()
        (tmp_path / "corpora" / folder).symlink_to(data.folder / folder)
        monkeypatch.setenv("NLTK_DATA", f"/nowhere:{tmp_path}")
    assert load(name) == load(name, data_dir=data.folder)


@pytest.mark.parametrize("name", CORPORA)
def test_a_missing_corpus_says_in_one_sentence_what_to_do(name, tmp_path):
    with pytest.raises(CorpusMissingError) as caught:
        load(name, data_dir=tmp_path)
    message = str(caught.value)
    assert CORPORA[name].folder in message
    assert str(tmp_path) in message
    assert re.search(rf"run `python -m course_lib\.corpora {name}` on a machine with a network$", message)
    assert "\n" not in message


def test_a_wrong_name_is_answered_with_the_right_ones(tmp_path):
    with pytest.raises(ValueError, match=r"expected one of tinyshakespeare, udhr, .* got 'udhr3'"):
        load("udhr3", data_dir=tmp_path)
    with pytest.raises(ValueError, match="expected one of"):
        languages("udhr3")


def test_a_wrong_language_is_answered_with_near_ones(tmp_path):
    (tmp_path / "udhr2").mkdir()
    for code in ("spa", "eng"):
        (tmp_path / "udhr2" / f"{code}.txt").write_text("  \n a\n\n b ", encoding="utf-8")
    assert load("udhr", "eng", data_dir=tmp_path)[0].text == "a\nb"
    with pytest.raises(ValueError, match="expected a language of udhr, such as spa, got 'spanish'"):
        load("udhr", "spanish", data_dir=tmp_path)


def test_broken_files_are_refused(tmp_path):
    corpora = tmp_path / "corpora"
    corpora.mkdir()
    (corpora / "udhr2.zip").write_bytes(b"not a zip")
    with pytest.raises(ValueError, match=r"got a broken one, .*udhr2.zip: run `python"):
        load("udhr", data_dir=tmp_path)
    for name in ("sentence_polarity", "cess_esp", "conll2002", "americasnlp2021"):
        (corpora / name).mkdir()
    with pytest.raises(ValueError, match=r"expected rt-polarity\.pos in .*, got no such file"):
        load("sentence_polarity", data_dir=tmp_path)
    (corpora / "sentence_polarity" / "rt-polarity.pos").write_bytes(b"\xff\xfe")
    with pytest.raises(ValueError, match=r"expected utf-8 text in .*rt-polarity\.pos, got a broken file"):
        load("sentence_polarity", data_dir=tmp_path)
    (corpora / "conll2002" / "esp.train").write_text("Ana NP\n")
    with pytest.raises(ValueError, match=r"word, tag and entity on each line of esp.train"):
        load("conll2002", "es", data_dir=tmp_path)
    (corpora / "americasnlp2021" / "dev.nah").write_text("a\nb\n")
    (corpora / "americasnlp2021" / "dev.nah.es").write_text("a\n")
    with pytest.raises(ValueError, match="got 1 for 2"):
        load("americasnlp2021", data_dir=tmp_path)


def test_documents_are_chosen_as_those_of_the_tiny_world_are(data):
    sentences = load("conll2002", data_dir=data.folder)
    chosen = sentences.select("validation", language="es", kinds=("news",))
    assert len(chosen) == data.entities["validation"]
    assert sentences.texts("validation", language="es") == [document.text for document in chosen]
    assert not sentences.select(without=("news",))


def test_a_notebook_goes_on_without_a_corpus(tmp_path, capsys):
    set_language("es")
    try:
        assert load_or_none("udhr", "spa", data_dir=tmp_path) is None
    finally:
        set_language("en")
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("El corpus udhr no está en esta computadora: ejecuta `python -m course_lib.corpora udhr`")
    (tmp_path / "tinyshakespeare").mkdir()
    (tmp_path / "tinyshakespeare" / "input.txt").write_text("A:\nb\n")
    assert load_or_none("tinyshakespeare", data_dir=tmp_path)[0].text == "A:\nb"
