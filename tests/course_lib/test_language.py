import random
import re
import subprocess
import sys

import numpy as np
import pytest
import torch

import course_lib
from course_lib import language
from course_lib.locales import catalogues


def draws():
    return random.random(), float(np.random.rand()), float(torch.rand(()))


def test_start_sets_the_language_and_the_seeds_and_prints_nothing(capfd):
    course_lib.start("es")
    first = draws()
    course_lib.start("es")
    assert draws() == first
    assert language.language() == "es"
    assert capfd.readouterr() == ("", "")


def test_start_leaves_the_number_of_threads_alone():
    before = torch.get_num_threads()
    course_lib.start("en")
    assert torch.get_num_threads() == before


def test_an_unknown_language_names_the_choices():
    with pytest.raises(ValueError, match=r"'fr'.*'es', 'en'"):
        course_lib.start("fr")
    assert language.language() == "en"


def test_text_is_translated_and_its_numbers_filled_in():
    message = "step {step} of {steps} · loss {loss:.3f} · {seconds:.0f} s"
    numbers = {"step": 3, "steps": 10, "loss": 0.25, "seconds": 2.0}
    assert language.text(message, **numbers) == "step 3 of 10 · loss 0.250 · 2 s"
    language.set_language("es")
    assert language.text(message, **numbers) == "paso 3 de 10 · pérdida 0.250 · 2 s"


def test_text_without_a_translation_comes_out_in_english():
    language.set_language("es")
    assert language.text("no catalogue holds {this}") == "no catalogue holds {this}"
    assert language.text("no catalogue holds {this}", this=1) == "no catalogue holds 1"


@pytest.mark.parametrize(
    ("variables", "spoken"),
    [
        ({"LANG": "es_MX.UTF-8"}, "es"),
        ({"LANG": "es_MX.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LC_MESSAGES": "es", "LANG": "en_GB.UTF-8"}, "es"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_the_systems_language_is_spoken_where_the_course_is_written_in_it(variables, spoken, monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language.of_the_system() == spoken


def test_mark_only_marks():
    assert language.mark("a sentence") == "a sentence"


def test_every_compiled_catalogue_is_fresh():
    stale = [po.name for po in catalogues.catalogue_paths() if not catalogues.is_fresh(po)]
    assert not stale, "run python -m course_lib.locales"


def test_a_stale_catalogue_is_noticed(tmp_path):
    po = tmp_path / "a.po"
    po.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "key"\nmsgstr "clave"\n')
    assert not catalogues.is_fresh(po)
    po.with_suffix(".mo").write_bytes(catalogues.compiled(po))
    assert catalogues.is_fresh(po)
    po.write_text(po.read_text().replace("clave", "llave"))
    assert not catalogues.is_fresh(po)


def test_every_sentence_of_course_lib_has_a_spanish_translation():
    assert len(list(catalogues.sentences())) > 3, "the scanner finds nothing"
    assert catalogues.untranslated("es") == {}


def test_translations_keep_their_braces():
    fields = re.compile(r"\{[^{}]*\}")
    for po in catalogues.catalogue_paths("es"):
        for message in catalogues.read(po):
            assert sorted(fields.findall(message.id)) == sorted(fields.findall(message.string)), message.id


def test_a_message_in_two_catalogues_is_translated_the_same_way():
    known: dict[str, str] = {}
    for po in catalogues.catalogue_paths("es"):
        for message in catalogues.read(po):
            if message.id:
                assert known.setdefault(message.id, message.string) == message.string


def test_course_lib_imports_neither_the_grader_nor_a_server():
    # locales is for contributors and needs babel; everything else is what learners import.
    script = """
import importlib, pkgutil, sys
import course_lib
for module in pkgutil.walk_packages(course_lib.__path__, "course_lib."):
    if not module.name.startswith("course_lib.locales"):
        importlib.import_module(module.name)
heavy = {"autograder", "nbgrader", "jupyter_server", "notebook", "jupyterlab", "babel", "msgspec"}
print(sorted(heavy & {name.partition(".")[0] for name in sys.modules}))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "[]", done.stderr
