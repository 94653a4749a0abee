import pytest

from course_lib import web_cleaning as web
from course_lib import world


@pytest.mark.parametrize(
    ("line", "good"),
    [
        ("The dog ran to the park.", True),
        ("Home | Products | About us | Contact", False),  # no final punctuation
        ("Shut up now.", False),  # fewer than five words
        ("This site uses cookies, as all of them do.", False),
        ("Este sitio respeta tu política de privacidad siempre.", False),
        ("", False),
    ],
)
def test_lines_by_the_rules_of_c4(line, good):
    assert web.good_line(line) is good


def test_pages_of_capitals_and_of_repetitions_are_no_prose():
    prose = "A dog ran to the park and found a purple map near the old bridge."
    assert web.good_page(prose)
    assert not web.good_page(prose.upper())
    assert not web.good_page("click here now " * 20)
    assert not web.good_page("too short")


def test_signatures_agree_as_often_as_jaccard_says():
    a, b = ({f"s{i}" for i in range(start, start + 60)} for start in (0, 20))
    agree = sum(x == y for x, y in zip(web.minhash(a, 512), web.minhash(b, 512), strict=True)) / 512
    assert web.jaccard(a, b) == pytest.approx(40 / 80)
    assert agree == pytest.approx(0.5, abs=3 * (0.25 / 512) ** 0.5)


def test_near_duplicates_drop_the_later_page_and_keep_strangers():
    texts = [
        "one two three four five six seven eight nine ten",
        "a b c d e f g h i j",
        "one two three four five six seven eight nine ten eleven",
    ]
    signatures = [web.minhash(web.shingles(text)) for text in texts]
    assert web.near_duplicates(signatures) == {2}
    assert web.near_duplicates([]) == set()


def test_personal_data_that_has_a_form_is_found_and_nothing_else():
    text = "Write to ana.gato7@example.org or call 555-0142. Card 1234 5678 9012 3456, room 1234, 5 dogs."
    assert web.personal_data(text) == [
        ("email", "ana.gato7@example.org"),
        ("phone", "555-0142"),
        ("card", "1234 5678 9012 3456"),
    ]


def test_precision_and_recall_with_nothing_to_find_are_one():
    assert web.precision_recall([1, 2], [2, 3]) == (0.5, 0.5)
    assert web.precision_recall([], []) == (1.0, 1.0)
    assert web.precision_recall([], [1]) == (1.0, 0.0)


def test_the_crawl_is_cleaned_better_than_by_chance():
    pages = [page for page in world.web_pages(400) if not page.spam]
    kept = {(p.number, line) for p in pages for line in p.text.split("\n") if web.good_line(line)}
    notices = {(p.number, line) for p in pages for line in p.boilerplate}
    assert len(kept & notices) < 0.2 * len(notices)
