"""The loaders on the published files, and on folders that lack or break them."""

import re
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from course_lib.corpora import CORPORA, CorpusMissingError, languages, load, load_or_none
from course_lib.language import set_language

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
published = pytest.mark.skipif(not DATA.exists(), reason="needs ../shared/data, which is not there")


@pytest.fixture(autouse=True)
def _no_data_of_this_machine(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("NLTK_DATA", raising=False)
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "prefix"))


@published
def test_shakespeare_comes_in_speeches():
    speeches = load("tinyshakespeare", data_dir=DATA)
    assert speeches[0].text == "First Citizen:\nBefore we proceed any further, hear me speak."
    assert speeches[0].labels["speaker"] == "First Citizen"
    whole = (DATA / "tinyshakespeare" / "input.txt").read_text(encoding="utf-8")
    assert "\n\n".join(d.text for d in speeches) == whole.strip("\n")


@published
def test_the_declaration_comes_in_any_language():
    (spanish,) = load("udhr", "spa", data_dir=DATA)
    assert spanish.text.startswith("Declaración Universal de Derechos Humanos\nAdoptada y proclamada")
    assert len(languages("udhr", data_dir=DATA)) == 388
    everything = load("udhr", data_dir=DATA)
    assert len(everything) == 387  # one file is empty
    assert all(d.text and "\r" not in d.text for d in everything)


@published
def test_sentences_have_a_polarity():
    sentences = load("sentence_polarity", data_dir=DATA)
    assert Counter(d.labels["sentiment"] for d in sentences) == {"positive": 5331, "negative": 5331}
    assert sentences[-1].language == "en"


@published
def test_the_treebank_has_the_words_and_tags_that_nltk_reads():
    pytest.importorskip("nltk", reason="needs nltk")
    sentences = load("cess_esp", data_dir=DATA)
    script = "from nltk.corpus import cess_esp as c\nfor s in c.tagged_sents(): print(*(w + '/' + t for w, t in s))"
    path = {"NLTK_DATA": str(DATA / "nltk_data"), "PYTHONIOENCODING": "utf-8"}
    nltk = subprocess.run([sys.executable, "-c", script], env=path, capture_output=True, encoding="utf-8", check=True)
    ours = [" ".join(f"{w}/{t}" for w, t in zip(d.columns["words"], d.columns["tags"], strict=True)) for d in sentences]
    theirs = nltk.stdout.splitlines()
    assert " ".join(ours).split() == " ".join(theirs).split()
    # Where brackets are set oddly, nltk makes the final stop a sentence of its own.
    assert len(ours) == 6016 == len(theirs) - sum(line == "./Fp" for line in theirs)
    assert sentences[0].columns["lemmas"][:3] == ("el", "grupo", "estatal")
    assert sentences[0].text.startswith("El grupo estatal Electricité de France (EDF) anunció hoy, jueves, la compra")


@published
def test_entities_are_marked_and_split():
    sentences = load("conll2002", "es", data_dir=DATA)
    assert Counter(d.split for d in sentences) == {"train": 8323, "validation": 1915, "test": 1517}
    assert sentences[0].columns["words"][:2] == ("Melbourne", "(")
    assert sentences[0].columns["entities"][:2] == ("B-LOC", "O")
    assert sentences[0].text.startswith("Melbourne (Australia), 25 may (EFE).")
    assert {e for d in sentences for e in d.columns["entities"]} == {
        "O",
        *(f"{begin}-{kind}" for begin in "BI" for kind in ("PER", "ORG", "LOC", "MISC")),
    }
    assert len(load("conll2002", data_dir=DATA)) == len(sentences) + len(load("conll2002", "nl", data_dir=DATA))


@published
def test_languages_of_the_americas_come_with_their_spanish():
    assert languages("americasnlp2021", data_dir=DATA) == ["aym", "bzd", "gn", "hch", "nah", "quy", "tar"]
    nahuatl = load("americasnlp2021", "nah", data_dir=DATA)
    assert len(nahuatl) == 672
    assert nahuatl[0].text.startswith("quipiya ce xochitla")
    assert nahuatl[0].labels["es"].startswith("Tener un jardín")
    assert {d.split for d in nahuatl} == {"validation"}


@published
@pytest.mark.parametrize("name", CORPORA)
def test_folders_and_archives_hold_the_same(name, tmp_path, monkeypatch):
    """Unpacked, and found by NLTK_DATA instead of an argument."""
    folder = CORPORA[name].folder
    archive = DATA / "nltk_data" / "corpora" / f"{folder}.zip"
    if archive.exists():
        zipfile.ZipFile(archive).extractall(tmp_path / "corpora")
        monkeypatch.setenv("NLTK_DATA", str(tmp_path))
    else:
        (tmp_path / "corpora").mkdir()
        (tmp_path / "corpora" / folder).symlink_to(DATA / folder)
        monkeypatch.setenv("NLTK_DATA", f"/nowhere:{tmp_path}")
    assert load(name) == load(name, data_dir=DATA)


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


@published
def test_documents_are_chosen_as_those_of_the_tiny_world_are():
    sentences = load("conll2002", data_dir=DATA)
    chosen = sentences.select("validation", language="es", kinds=("news",))
    assert len(chosen) == 1915
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
