"""The class report, the table and the CSV: right numbers, nothing that runs, and no fault of ours as a zero."""

import csv
import io
import random
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from autograder import class_table, report
from autograder.records import ExerciseResult, PropertyResult, Record, Repair
from autograder.verdicts import Verdict, combine

POINTS = {"scaled_dot_product_attention": 6.0, "causal_mask": 2.0, "MultiHeadAttention": 8.0}
TITLES = {
    "values": (
        "Output and weights equal softmax(QKᵀ/√d)V, for several sizes",
        "La salida y los pesos son softmax(QKᵀ/√d)V",
    ),
    "mask": ("A mask takes part for each query and head", "Una máscara vale para cada consulta y cabeza"),
    "gradients": ("Gradients flow to every input", "Los gradientes llegan a cada entrada"),
}
HINTS = {
    "values": ("no_scaling", "Your scores are not divided by √d.", "Tus puntajes no están divididos entre √d."),
    "mask": ("mask_after_softmax", "The mask is applied after softmax.", "La máscara se aplica después del softmax."),
    "gradients": ("detached", "Somewhere the graph is cut.", "En algún punto se corta el grafo."),
}


def make_class(n: int, seed: int = 0) -> list[Record]:
    """n learners whose skill decides what they get right; every fifth notebook is in Spanish."""
    draw = random.Random(seed)
    return [
        a_record(f"learner_{index:02d}", draw.random() ** 0.6, draw, "es" if index % 5 == 0 else "en")
        for index in range(n)
    ]


def a_record(learner: str, skill: float, draw: random.Random, language: str) -> Record:
    results = []
    for exercise, points in POINTS.items():
        found = [a_property(name, draw.random() < skill + 0.15, language) for name in TITLES]
        held = sum(each.weight for each in found if each.passed) if found[0].passed else 0.0
        score = points * held / sum(each.weight for each in found)
        verdict = combine([each.verdict for each in found], earned=score > 0)
        results.append(ExerciseResult(exercise, score, points, verdict, found, seconds=0.1))
    return Record("key", learner, "04_transformers", language, results, tier="full", seconds=0.4 + draw.random())


def a_property(name: str, passed: bool, language: str) -> PropertyResult:
    title = TITLES[name][language == "es"]
    if passed:
        return PropertyResult(name, True, 2.0, title=title)
    key, en, es = HINTS[name]
    return PropertyResult(name, False, 2.0, es if language == "es" else en, key, Verdict.WRONG, title)


def flat(verdict: Verdict, learner: str = "eva", detail: str = "") -> Record:
    results = [ExerciseResult(name, 0.0, points, verdict, [], detail) for name, points in POINTS.items()]
    return Record("key", learner, "04_transformers", "en", results, tier="full")


def rows(records: list[Record]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(report.as_csv(records), newline="")))


def terminal(records: list[Record], language: str = "en", width: int = 100) -> str:
    console = Console(width=width, file=io.StringIO(), color_system=None)
    console.print(class_table.as_table(records, language))
    return console.file.getvalue()


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_csv_holds_marks_by_exercise_and_total() -> None:
    records = make_class(9)
    read = rows(records)
    assert [row["learner"] for row in read] == [record.learner for record in records]
    for row, record in zip(read, records, strict=True):
        assert float(row["total"]) == pytest.approx(record.score, abs=0.005)
        assert float(row["max"]) == record.max
        assert row["causal_mask verdict"] == record.exercises[1].verdict.value


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx"])
def test_csv_holds_no_formula(start: str) -> None:
    hostile = flat(Verdict.WRONG, learner=start + '",with "quotes"\n')
    [row] = rows([hostile])
    assert row["learner"] == "'" + hostile.learner


def test_a_fault_of_ours_has_no_mark_anywhere() -> None:
    fault = flat(Verdict.GRADER_FAULT, learner="zoe", detail="the template was gone")
    records = [*make_class(9), fault]
    row = rows(records)[-1]
    assert (row["learner"], row["total"], row["causal_mask"]) == ("zoe", "", "")
    page = report.as_html(records, "en")
    assert "a fault of the grader (1)" in page
    assert "the template was gone" in page
    assert report.as_html(records, "en").count("pending") == 1
    assert "pending" in terminal(records)


def test_faults_count_in_no_statistic() -> None:
    graded = make_class(9)
    with_fault = report.as_html([*graded, flat(Verdict.GRADER_FAULT, "zoe")], "en")
    for number in ("mean of 16 points", "median"):
        at = report.as_html(graded, "en").index(number)
        assert report.as_html(graded, "en")[at - 40 : at] in with_fault


def test_property_summary_counts_and_separates() -> None:
    records = make_class(40)
    found = report.property_summaries(records, "en")
    assert [each.title for each in found[:3]] == [title for title, _ in TITLES.values()]
    assert all(each.examined == 40 for each in found)
    by_hand = sum(record.exercises[0].properties[0].passed for record in records)
    assert found[0].held == by_hand
    assert found[0].r is not None and found[0].r > 0.2


def test_what_was_not_there_to_examine_is_in_no_pass_rate() -> None:
    records = make_class(9)
    for verdict in (Verdict.UNREADABLE, Verdict.MISSING):
        bare = [PropertyResult(name, None, 1.0, verdict=verdict) for name in TITLES]
        result = ExerciseResult("causal_mask", 0.0, 2.0, verdict, bare)
        records.insert(0, Record("k", f"a {verdict}", "04_transformers", "es", [result]))
    found = {each.exercise: each for each in report.property_summaries(records, "es")}
    assert found["causal_mask"].examined == 9
    assert found["causal_mask"].title == TITLES["gradients"][1]


def test_correlation_is_one_when_marks_elsewhere_decide() -> None:
    assert report.correlation([(index >= 4, float(index >= 4)) for index in range(8)]) == pytest.approx(1.0)
    assert report.correlation([(index < 4, float(index >= 4)) for index in range(8)]) == pytest.approx(-1.0)


@pytest.mark.parametrize(
    "pairs",
    [
        [(True, 1.0), (False, 0.0)],
        [(True, float(index)) for index in range(20)],
        [(index % 2 == 0, 5.0) for index in range(20)],
        [],
    ],
    ids=["too few", "all hold it", "same marks", "nobody"],
)
def test_correlation_is_not_told_where_it_means_nothing(pairs: list[tuple[bool, float]]) -> None:
    assert report.correlation(pairs) is None


def test_misconceptions_count_learners_once_and_speak_the_language() -> None:
    records = make_class(30)
    found = {(each.exercise, each.key): each for each in report.misconceptions(records, "es")}
    made = found["scaled_dot_product_attention", "no_scaling"]
    wrong = [record.learner for record in records if not record.exercises[0].properties[0].passed]
    assert made.learners == sorted(wrong)
    assert made.hint == HINTS["values"][2]
    counts = [len(each.learners) for each in report.misconceptions(records, "es")]
    assert counts == sorted(counts, reverse=True)


def test_not_begun_is_no_misconception() -> None:
    blank = PropertyResult("values", False, 1.0, "…", "not_implemented", Verdict.RAISED)
    result = ExerciseResult("causal_mask", 0.0, 2.0, Verdict.RAISED, [blank])
    assert report.misconceptions([Record("k", "ana", "t", "en", [result])], "en") == []


def test_histogram_puts_full_marks_in_the_last_tenth() -> None:
    records = [flat(Verdict.WRONG), a_record("a", 2.0, random.Random(0), "en")]
    assert report.histogram(records) == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize("language", ["es", "en"])
def test_page_is_complete_and_asks_for_nothing(language: str) -> None:
    page = report.as_html([*make_class(12), flat(Verdict.GRADER_FAULT, "zoe")], language)
    tags = Tags(page).tags
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & {tag for tag, _ in tags}
    assert not any(name.startswith("on") for _, attrs in tags for name in attrs)
    links = [attrs["href"] for tag, attrs in tags if tag == "a"]
    assert links and all(str(link).startswith("feedback/") for link in links)
    assert "http" not in page.replace("http-equiv", "")
    assert "{" not in page.split("</style>")[1]


def test_page_escapes_what_learners_write() -> None:
    hostile = '"><script>alert(1)</script>\u202e'
    bad = PropertyResult("values", False, 1.0, hostile, "odd", Verdict.WRONG, hostile)
    result = ExerciseResult("causal_mask", 0.0, 2.0, Verdict.WRONG, [bad], hostile)
    repairs = [Repair("tags", hostile, {"tags": hostile})]
    page = report.as_html([Record("k", hostile, hostile, "en", [result], repairs, [hostile], tier=hostile)], "en")
    assert "<script" not in page
    assert "\u202e" not in page


def test_an_empty_class_has_a_page_and_a_table() -> None:
    assert "0" in report.as_html([], "es")
    assert report.as_csv([]).startswith('"learner"')
    assert "Estudiante" in terminal([], "es")


LONG = "ana-maria-perez-lopez-de-la-torre-12345"


@pytest.mark.parametrize("width", [60, 80, 160])
def test_in_any_terminal_names_marks_and_signs_stay_whole(width: int) -> None:
    shown = terminal([flat(Verdict.TIMED_OUT, "eva"), flat(Verdict.WRONG, LONG), *make_class(2)], width=width)
    lines = shown.splitlines()
    assert max(map(len, lines)) <= width
    [heading] = [line.split() for line in lines if "Learner" in line]
    assert heading == ["Learner", "4.1", "4.2", "4.3", "Total"]
    [eva] = [line.split() for line in lines if "eva" in line]
    assert eva == ["eva", "0", "∞", "0", "∞", "0", "∞", "0/16"]
    [ana] = [line.split()[0] for line in lines if "ana" in line]
    assert ana.endswith("…") and LONG.startswith(ana[:-1]) and len(ana) > 20
    assert "4.1 scaled_dot_product_attention" in shown and "∞ time" in shown and "✗ wrong" in shown


def test_table_takes_no_markup_from_names() -> None:
    assert "[red]x[/red]" in terminal([flat(Verdict.WRONG, "[red]x[/red]")])


def test_write_leaves_page_table_and_feedback_that_the_page_links_to(tmp_path: Path) -> None:
    records = [*make_class(3), flat(Verdict.WRONG, "María José")]
    written = report.write(records, tmp_path / "report", language="es")
    assert written.page.exists()
    assert written.table.read_bytes().count(b"\r\n") == 5
    for record in records:
        assert (written.feedback / report.folder_name(record.learner) / "feedback.html").exists()
    assert "feedback/Mar%C3%ADa%20Jos%C3%A9/feedback.html" in written.page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "learner", ["..", ".", "", "a/b", "../../etc", "x\n", "a" * 300, "-rf", ".ssh", "a.", "\ud800"]
)
def test_no_name_leaves_the_folder_or_meets_another(learner: str) -> None:
    name = report.folder_name(learner)
    assert name not in ("", ".", "..") and "/" not in name and "\n" not in name and len(name) <= 100
    assert name != report.folder_name(learner + "_")
    assert report.folder_name("ana.lopez@uni.mx") == "ana.lopez@uni.mx"


@pytest.mark.parametrize(("tier", "language"), [("full", "en"), ("lite", "en"), ("lite", "es")])
def test_the_page_says_what_the_lite_tier_leaves_open(tier: str, language: str) -> None:
    page = report.as_html([msgspec.structs.replace(flat(Verdict.RIGHT), tier=tier)], language)
    name = {"en": "docs/teaching.md", "es": "docs/teaching.es.md"}[language]
    assert (name in page) is (tier == "lite")
