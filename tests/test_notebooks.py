"""The notebooks as learners get them: their structure, the twins, and a run from top to bottom."""

import ast
import io
import math
import os
import re
import tokenize
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from autograder import topics, twins
from course_lib.locales import catalogues

ROOT = Path(__file__).parents[1]
TOPICS = topics.names()
WALL_S, MEMORY_MB = 120, 2048


def notebook(language, topic):
    return nbformat.read(ROOT / "notebooks" / language / topic / f"{topic[3:]}.ipynb", as_version=4)


def is_demo(cell):
    return "demo" in cell.metadata.get("tags", [])


def code(cells):
    return [cell for cell in cells if cell.cell_type == "code"]


@pytest.fixture(params=TOPICS)
def topic(request):
    return request.param


@pytest.fixture
def cells(language, topic):
    return notebook(language, topic).cells


# Structure


def test_notebooks_are_valid_and_committed_without_outputs(language, topic):
    book = notebook(language, topic)
    nbformat.validate(book)
    assert (book.nbformat, book.nbformat_minor) == (4, 5)
    assert all(not cell.outputs and cell.execution_count is None for cell in code(book.cells))


def test_twins_agree(topic):
    assert [str(problem) for problem in twins.check(notebook("en", topic), notebook("es", topic))] == []


def test_spanish_prose_is_not_the_english_one(topic):
    english = {cell.id: cell.source for cell in notebook("en", topic).cells}
    prose = [cell for cell in notebook("es", topic).cells if cell.cell_type == "markdown"]
    assert [cell.id for cell in prose if cell.source == english[cell.id]] == []


def test_every_exercise_has_statement_answer_check_and_hints_in_order(cells, topic):
    ids = [cell.id for cell in cells]
    for exercise, spec in topics.load(topic).exercises.items():
        at = ids.index(f"answer_{exercise}")
        statement, answer, check, hints = cells[at - 1 : at + 3]
        assert statement.cell_type == hints.cell_type == "markdown"
        assert f"`{exercise}`" in statement.source
        assert "### BEGIN SOLUTION" in answer.source and "### END SOLUTION" in answer.source
        assert answer.metadata.nbgrader.solution and not answer.metadata.nbgrader.locked
        assert check.source == f'check("{exercise}", {exercise})'
        assert check.metadata.nbgrader.locked and check.metadata.nbgrader.points == spec.points
        assert hints.source.count("<details>") == hints.source.count("</details>") == 3


def test_statements_count_the_hidden_properties(cells, topic):
    exam = topics.load(topic)
    statements = {cell.id: cell.source for cell in cells if cell.id.startswith("ex-")}
    for exercise in exam.exercises:
        statement = next(source for source in statements.values() if f"· `{exercise}`" in source)
        said = int(re.search(r"\*\*(?:What is examined|Qué se examina)\.\*\* (\d+)", statement).group(1))
        assert said == len(exam.exercises[exercise].properties)


def strings(source):
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [token.string for token in tokens if token.type == tokenize.STRING]


def test_code_shows_no_sentences(cells):
    """Words that code shows come from catalogues, so that the code is the same in both languages."""
    sentence = re.compile(r"(?:\b[A-Za-z']+ ){6,}")
    to_translate = {"held-out", "limits"}  # what the model is given
    sources = {cell.id: re.sub(r"\bsay\(\s*\"[^\"]*\"", "say(''", cell.source) for cell in code(cells) if is_demo(cell)}
    spelled = {id for id, source in sources.items() if any(map(sentence.search, strings(source)))}
    assert spelled <= to_translate


def test_what_code_says_is_translated(cells):
    """`say("…")` in a cell looks the words up in the catalogues; "perplexity" stands in one already."""
    spanish = set().union(*(catalogues.messages(catalogues.read(path)) for path in catalogues.catalogue_paths("es")))
    said = {
        call.args[0].value
        for cell in code(cells)
        for call in ast.walk(ast.parse(cell.source))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") == "say"
        and isinstance(call.args[0], ast.Constant)
    }
    assert said - spanish == set()


def test_code_cells_are_short(cells):
    long = {cell.id: len(cell.source.splitlines()) for cell in code(cells) if is_demo(cell)}
    assert {id: lines for id, lines in long.items() if lines > 20} == {}


def test_what_an_answer_may_use_is_imported_outside_demo_cells(cells):
    """A name that only a demo cell imports would make the examiner run that cell too."""
    needed = "\n".join(cell.source for cell in code(cells) if not is_demo(cell) and "nbgrader" not in cell.metadata)
    names = {alias.asname or alias.name for node in ast.walk(ast.parse(needed)) for alias in getattr(node, "names", [])}
    assert {"torch", "nn", "F", "math", "Tensor", "check"} <= names


def test_nothing_is_installed_downloaded_or_found_by_an_absolute_path(cells):
    unwanted = re.compile(r"pip install|https?://|urlopen|requests\.|[\"'(]/\w+/")
    assert [cell.id for cell in code(cells) if unwanted.search(cell.source)] == []


# Running them


def run(book, cells, timeout_s=600, folder="."):
    """Execute `cells` of `book` in a fresh kernel where no widget is shown; the same cells with their outputs."""
    book = nbformat.from_dict({**book, "cells": cells})
    client = NotebookClient(
        book, timeout=timeout_s, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    client.execute(env={**os.environ, "COURSE_STATIC": "1"})
    return book.cells


def streams(cells, name):
    return [
        (cell.id, output.text)
        for cell in code(cells)
        for output in cell.outputs
        if output.output_type == "stream" and output.name == name
    ]


def probe(source):
    return nbformat.v4.new_code_cell(source, id="probe")


def test_answers_and_checks_need_no_demo_cell(language, topic):
    book = notebook(language, topic)
    ran = run(book, [cell for cell in book.cells if not is_demo(cell)])
    assert streams(ran, "stderr") == []
    assert len(streams(ran, "stdout")) == len(topics.load(topic).exercises)  # every check says that it passed


def probed(language, topic, measured, wall_s=WALL_S):
    """Run the whole notebook: no warning, figures with descriptions, within the budget; what `measured` prints."""
    book = notebook(language, topic)
    ran = run(book, [*book.cells, probe(RESOURCES + measured)])
    assert streams(ran, "stderr") == []
    pictures = [output for cell in code(ran) for output in cell.outputs if "image/png" in output.get("data", {})]
    assert len(pictures) >= 12
    assert all(picture.metadata["image/png"]["alt"] for picture in pictures)
    printed = "".join(text for id, text in streams(ran, "stdout") if id == "probe")
    (memory_mb, cpu_s), *numbers = ([*map(float, line.split())] for line in printed.splitlines())
    assert memory_mb < MEMORY_MB and cpu_s < wall_s
    return numbers


# The kernel's own peak: getrusage would count the process it was forked from, which is this one.
RESOURCES = """
import pathlib, re, time
peak_kb = re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]
print(int(peak_kb) // 1024, time.process_time())
"""
LANGUAGE_MODELLING = """
print(met_before, *(sum(map(longest_copy, some)) / len(some) for some in (test, [w for w in written if len(w) >= 8])))
print(*(-sum(math.log2(p) for p in model.chances(s)) for s in (likely, odd, shuffled)))
print(*(unseen_share(n, n) for n in (3, 5)), unseen_share(5, 4))
for name in ("add-0.01", "Kneser-Ney", mixed_name):
    print(*lines[name])
print(*lines["MLE"][1:])
print(perplexity(learned), (counted_table - learned_table).abs().max().item())
for way in accuracy.values():
    print(*way)
"""
EMBEDDINGS = """
print(*alike.values())
print((unit[happy] @ unit[sad]).item(), *(c for group in groups for c in group.values()))
for by_way in results.values():
    print(*by_way.values())
for shares in found.values():
    print(*shares)
"""
RNNS = """
print(*by_distance["Elman"])
print(*by_distance["LSTM"])
print(*shares["Elman"], *shares["LSTM"])
print(*accuracies["Elman"], *accuracies["LSTM"])
tags_right = [found == tags_of(document) for found, document in zip(found_tags, tests)]
print((guessed == torch.tensor(wanted)).float().mean().item(), sum(tags_right) / len(tests))
print(*(share for by_way in exact.values() for share in by_way.values()))
print(*apart)
"""
TRANSFORMERS = """
print(accuracy["gru"][-1], min(accuracy["attention"]), toy.exact_match(model, data, data.held_out))
print(from_adjective.max().item(), from_it.max().item())
print(*(looks("adjective", pairs)[best].item() for pairs in (feminine, masculine)))
tired = maps.encoder[best[0], 0, best[1], read.index("tired")]
print(tired[read.index("cow")].item(), tired.max().item())
"""
BERT = """
print(*(sum(p > 0.5 for p in shares) / len(shares) for shares in said_follows))
print(*anew.values(), *small.values())
print(*apart.values(), int(bags[0] == bags[1]), F.cosine_similarity(*pooled, dim=0).item())
for by_way in results.values():
    print(*by_way.values())
print(*(side for low, _, high in jobs.values() for side in (low, high)))
"""
DECODING = """
print(*(repeated(greedy[:n]) for n in (50, 100, 200)))
print(distinct(endings), perplexity(endings))
by_name = {name: (d, ppl) for spots in families.values() for name, d, ppl in spots}
print(*(by_name[name][0] for name in ("greedy", "p = 0.9", "T = 1.0", "T = 1.5", "8")))
print(*(by_name[name][1] for name in ("greedy", "p = 0.9", "T = 1.0", "T = 1.5", "2", "8")))
print((shares[unsure].topk(10).values.sum()).item(), beyond, hot[likely].sum().item())
print(full, loss(eight), *(loss(quantized(lm.model, bits=b)) for b in (6, 4, 3)))
print(int(measured_bytes == formula))
print(*again.values())
"""


@pytest.mark.slow
def test_language_modelling_top_to_bottom(language):
    """Every number that the prose of notebook 01 relies on."""
    (met, new, copied), bits, unseen, *others = probed(language, "01_language_modelling", LANGUAGE_MODELLING)
    assert 0.2 < met < 0.3 and copied > 0.5 and 2 * new < copied < 3.1 * new
    likely, odd, shuffled = bits
    assert 1.7 * likely < odd < 2.3 * likely and shuffled > 5 * likely
    three, five, contexts = unseen
    assert 0.07 < three < 0.09 and five > 0.25 and contexts > five / 2
    add_k, kneser_ney, mixed, raw, (network, apart), two, five, bengio = others
    assert min(add_k) == add_k[2] and add_k[4] > 2 * add_k[2]
    assert all(kn < other for n in range(1, 5) for kn, other in ((kneser_ney[n], add_k[n]), (kneser_ney[n], mixed[n])))
    assert kneser_ney[3] - kneser_ney[4] < 0.2 and mixed[3] - mixed[4] < 0.3 and min(raw) == math.inf
    assert network < kneser_ney[4] and apart < 0.01
    assert bengio[0] > 0.9 > five[0] and bengio[1] > 0.6 > five[1]
    assert all(abs(accuracy - 0.5) < 0.1 for way in (two, five, bengio) for accuracy in way[2:])


@pytest.mark.slow
def test_embeddings_top_to_bottom(language):
    """Every number that the prose of notebook 02 relies on."""
    company, (opposites, *senses), (sum_s, concat_s), (sum_c, concat_c), one, five, ten = probed(
        language, "02_embeddings", EMBEDDINGS
    )
    assert company[0] > 0.85 and company[1] > 0.6 and max(company[2:]) < 0.5
    assert opposites > 0.7 and sum(cosine > 0.7 for cosine in senses) >= 6
    assert sum_s > concat_s + 0.15 and abs(sum_c - 0.5) < 0.1 and concat_c > 0.95
    assert 0.06 < one[-1] < 0.11 and ten[-1] > 0.34 and one[0] < one[-1] and five[0] < five[-1]


@pytest.mark.slow
def test_rnns_top_to_bottom(language):
    """Every number that the prose of notebook 03 relies on."""
    elman, lstm, gradients, recalled, (reviews, tagged), exact, apart = probed(language, "03_rnns", RNNS)
    assert elman[0] > 0.7 and all(abs(accuracy - 0.5) < 0.1 for accuracy in elman[2:])
    assert min(lstm) > 0.9
    assert gradients[2] < 1e-3 and gradients[5] < 1e-3 * gradients[12] and gradients[12] > 1e-2
    assert recalled[1] > 0.99 and recalled[3] < 0.2 and min(recalled[4:]) > 0.95
    assert reviews > 0.98 and tagged > 0.98
    one, one_attended, two, two_attended, three, three_attended = exact
    assert one > 0.5 and one_attended > 0.85 and two < 0.05 and two_attended > 0.7 and max(three, three_attended) < 0.2
    assert apart[0] < 0.5 and min(apart[1:]) > 0.9


@pytest.mark.slow
def test_transformers_top_to_bottom(language):
    """Every number that the prose of notebook 04 relies on."""
    (gru, attention, translated), (adjective, it), (feminine, masculine), (cow, most) = probed(
        language, "04_transformers", TRANSFORMERS
    )
    assert gru < 0.35 and attention > 0.99 and translated > 0.95
    assert adjective > 0.2 and adjective > it + 0.1
    assert feminine > masculine + 0.1
    assert cow == most > 0.5  # what the viewer opens on


@pytest.mark.slow
def test_bert_top_to_bottom(language):
    """Every number that the prose of notebook 05 relies on."""
    follows, shrunk, static, senses, alike, names, intervals = probed(language, "05_bert", BERT)
    chance, first, *later, bags, cosine = static
    own, foreign, another = follows
    assert own > 0.95 and foreign < 0.1 and another > 0.9
    fixed, anew, teacher, torn, student = shrunk
    assert anew > fixed + 0.05 and torn < 0.5 * teacher < student
    assert max(chance, first) < 0.5 < later[0] < later[1] < later[2] and later[2] >= 0.9
    assert bags == 1 and 0.9 < cosine < 0.9999
    assert all(tuned > nothing + 0.04 for nothing, _, tuned in (senses, alike, names))
    assert min(senses[2], names[2]) > 0.8 and alike[2] > 0.6
    assert names[1] > 0.9
    assert max(intervals[::2]) < 0.5 < min(intervals[1::2])


@pytest.mark.slow
def test_decoding_top_to_bottom(language):
    """Every number that the prose of notebook 08 relies on."""
    repeats, world, diversity, surprise, tail, losses, (exact,), again = probed(language, "08_decoding", DECODING)
    assert repeats[0] <= repeats[1] <= repeats[2] and repeats[2] > 0.1
    greedy, nucleus, fair, hot, beams = diversity
    assert greedy < 0.6 * world[0] and beams < 0.6 * world[0] and abs(nucleus - world[0]) < 0.05 < hot - world[0]
    greedy, nucleus, fair, hot, two_beams, eight_beams = surprise
    assert eight_beams < two_beams < greedy < world[1] < fair < hot and abs(nucleus / world[1] - 1) < 0.1
    kept, beyond, hot = tail
    assert kept < 0.67 and beyond > 0.05 and hot < 0.5
    full, eight, six, four, three = losses
    assert abs(eight - full) < 0.01 and six - full < 0.03 < four - full < three - full
    assert exact
    greedy, coldest, cold, fair, nucleus = again
    assert greedy > coldest > cold > fair and nucleus < 0.3 * greedy
