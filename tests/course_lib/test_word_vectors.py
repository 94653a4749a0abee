import math
import random
from collections import Counter

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.layers import parameter_count
from course_lib.subword_vectors import SubwordEmbedding, character_ngrams, fnv1a
from course_lib.word_vectors import (
    CBOW,
    SkipGram,
    Windows,
    Word2VecConfig,
    WordVectors,
    batches,
    glove_loss,
    nearest_neighbours,
    procrustes,
    sgns_loss,
    skipgram_pairs,
    subsample,
)

CONFIG = Word2VecConfig(vocab_size=7, d=4, n_negatives=3)
COUNTS = torch.tensor([5, 3, 0, 1, 1, 16, 81])
some_documents = st.lists(st.lists(st.integers(0, 6), max_size=9), max_size=5).filter(any)


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(0)


def test_pairs_by_hand():
    assert skipgram_pairs(["a", "b", "c"], 1) == [("a", "b"), ("b", "a"), ("b", "c"), ("c", "b")]
    assert skipgram_pairs(["a", "b", "c"], 9) == [(x, y) for x in "abc" for y in "abc" if x != y]
    assert skipgram_pairs(["a", "a"], 2) == [("a", "a")] * 2
    assert skipgram_pairs(["a"], 2) == skipgram_pairs([], 2) == []


@settings(max_examples=60, deadline=None)
@given(documents=some_documents, window=st.integers(1, 5))
def test_tensors_hold_the_same_pairs_in_the_same_order(documents, window):
    windows = Windows.of(documents, window)
    centers, contexts = windows.pairs()
    expected = [pair for document in documents for pair in skipgram_pairs(document, window)]
    assert list(zip(centers.tolist(), contexts.tolist(), strict=True)) == expected
    assert windows.words.tolist() == [word for document in documents for word in document]
    assert windows.contexts.shape == windows.mask.shape == (len(windows.words), 2 * window)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_loss_term_by_term(dtype):
    center, context = torch.randn(2, 5, 3, dtype=dtype)
    negatives = torch.randn(5, 4, 3, dtype=dtype)
    terms = []
    for c, o, ns in zip(center, context, negatives, strict=True):
        terms.append(-math.log(1 / (1 + math.exp(-float(c @ o)))))
        terms[-1] -= sum(math.log(1 / (1 + math.exp(float(c @ n)))) for n in ns)
    loss = sgns_loss(center, context, negatives)
    assert loss.dtype == dtype
    torch.testing.assert_close(loss, torch.tensor(sum(terms) / 5, dtype=dtype))


@pytest.mark.parametrize("size", [1e4, -1e4])
def test_the_loss_and_its_gradient_are_finite_for_huge_products(size):
    center = torch.tensor([[1.0]], requires_grad=True)
    loss = sgns_loss(center, torch.tensor([[size]]), torch.tensor([[[size], [0.0]]]))
    assert loss.item() == pytest.approx(1e4 + math.log(2))
    loss.backward()
    assert center.grad.isfinite().all()


def test_models_score_rows_of_their_tables():
    words, negatives = torch.tensor([1, 5]), torch.tensor([[0, 6, 3], [6, 6, 4]])
    skipgram, cbow = SkipGram(CONFIG, COUNTS), CBOW(CONFIG, COUNTS)
    for model in (skipgram, cbow):
        torch.nn.init.normal_(model.outputs.weight)
    centers = torch.tensor([3, 0])
    expected = sgns_loss(
        skipgram.vectors.weight[centers], skipgram.outputs.weight[words], skipgram.outputs.weight[negatives]
    )
    assert torch.equal(skipgram(centers, words, negatives), expected)
    v = cbow.vectors.weight
    mask = torch.tensor([[True, True, True], [False, True, False]])
    loss = cbow(words, torch.tensor([[1, 2, 6], [5, 4, 3]]), mask, negatives)
    mean = torch.stack(((v[1] + v[2] + v[6]) / 3, v[4]))
    torch.testing.assert_close(loss, sgns_loss(mean, cbow.outputs.weight[words], cbow.outputs.weight[negatives]))


def test_negatives_follow_the_counts_to_the_three_quarters():
    """Each frequency within 5 standard deviations: a false alarm in about 3 million runs, and the seed is fixed."""
    model, n = SkipGram(CONFIG, COUNTS), 200_000
    drawn = model.draw_negatives(n)
    assert drawn.shape == (n, 3)
    expected = COUNTS.double() ** 0.75 / (COUNTS.double() ** 0.75).sum()
    assert math.isclose(expected[6] / expected[5], 27 / 8)  # 81 and 16: 27 to 8 rather than 5 to 1
    spread = (expected * (1 - expected) / (3 * n)).sqrt()
    assert ((drawn.flatten().bincount(minlength=7) / (3 * n) - expected).abs() <= 5 * spread).all()
    torch.manual_seed(1)
    again = model.draw_negatives(5)
    torch.manual_seed(1)
    assert torch.equal(model.draw_negatives(5), again)


def tiny_corpus():
    """Words 0-4 stand beside 10, words 5-9 beside 11: two kinds, never together."""
    rng = random.Random(0)
    return [
        [rng.randrange(5) + 5 * kind, 10 + kind, rng.randrange(5) + 5 * kind] for kind in (0, 1) for _ in range(200)
    ]


@pytest.mark.parametrize("kind", [SkipGram, CBOW, "subwords"])
def test_words_used_alike_get_vectors_alike(kind):
    windows = Windows.of(tiny_corpus(), 1)
    config, counts = Word2VecConfig(12, d=8), windows.words.bincount()
    if kind == "subwords":
        words = [f"{start}{end}" for start in ("perro", "gato") for end in "aeiou"] + ["corre", "duerme"]
        model = SkipGram(config, counts, SubwordEmbedding(words, 8))
    else:
        model = kind(config, counts)
    columns = (windows.words, windows.contexts, windows.mask) if kind is CBOW else windows.pairs()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    losses = []
    for _, batch in zip(range(60), batches(columns, 256), strict=False):
        loss = model(*batch)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[0] == pytest.approx(6 * math.log(2), abs=1e-3)  # one true word and five drawn ones, all at 1/2
    assert sum(losses[-10:]) / 10 < 2.2
    vectors = F.normalize(model.matrix()[:10], dim=-1)
    cosines = vectors @ vectors.T
    together = torch.block_diag(torch.ones(5, 5), torch.ones(5, 5)).bool()
    assert cosines[together].min() > cosines[~together].max()


def test_batches_hold_every_example_once_before_any_comes_again():
    columns = torch.arange(10), torch.arange(10) * 2
    found = [batch for _, batch in zip(range(6), batches(columns, 4), strict=False)]
    for some in (found[:3], found[3:]):
        assert sorted(torch.cat([a for a, _ in some]).tolist()) == list(range(10))
    assert all(torch.equal(2 * a, b) for a, b in found)
    assert not torch.equal(found[0][0], found[3][0])
    assert torch.equal(next(batches(columns, 4, seed=7))[0], next(batches(columns, 4, seed=7))[0])


def test_subsampling_keeps_the_rare_and_thins_the_frequent():
    documents = [[0] * 90 + [1] * 9 + [2]] * 1000
    kept = subsample(documents, threshold=0.01)
    counts = Counter(word for document in kept for word in document)
    assert len(kept) == 1000
    assert counts[2] == 1000
    for word, share in ((0, 0.9), (1, 0.09)):
        keep, n = math.sqrt(0.01 / share), share * 100_000
        assert abs(counts[word] - n * keep) < 5 * math.sqrt(n * keep * (1 - keep))
    assert kept == subsample(documents, threshold=0.01)
    assert subsample([[3, 1], [], [2]], threshold=1.0) == [[3, 1], [], [2]]
    assert subsample([]) == []


def test_nearest_neighbours_by_hand():
    vectors = torch.tensor([[1.0, 0], [0, 2], [3, 3], [-1, 0], [0, 0], [5, 0]])
    indices, similarities = nearest_neighbours(vectors, 0, 4)
    assert indices.tolist() == [5, 2, 1, 4]  # ties to the lower index
    torch.testing.assert_close(similarities, torch.tensor([1, math.sqrt(0.5), 0, 0]))
    assert nearest_neighbours(vectors, 0, 99)[0].tolist() == [5, 2, 1, 4, 3]
    assert nearest_neighbours(vectors, 4, 5)[1].tolist() == [0] * 5
    assert nearest_neighbours(vectors[:1], 0, 3)[0].tolist() == []
    torch.testing.assert_close(nearest_neighbours(vectors * 1e-18, 0, 4)[1], similarities)
    assert nearest_neighbours(torch.ones(1000, 2), 3, 999)[0].tolist() == [i for i in range(1000) if i != 3]
    for query in (6, -1):
        with pytest.raises(IndexError, match=f"query from 0 to 5, got {query}"):
            nearest_neighbours(vectors, query, 1)


def test_nearest_neighbours_against_pairwise_cosines():
    vectors = torch.randn(50, 8).double()
    indices, similarities = nearest_neighbours(vectors, 7, 10)
    cosines = F.cosine_similarity(vectors, vectors[7:8])
    cosines[7] = -2
    expected = cosines.topk(10)
    assert torch.equal(indices, expected.indices)
    torch.testing.assert_close(similarities, expected.values)


def test_procrustes_finds_the_turn_that_was_made():
    source = torch.randn(20, 5).double()
    turn = torch.linalg.qr(torch.randn(5, 5).double())[0]
    torch.testing.assert_close(procrustes(source, source @ turn), turn)


def test_procrustes_is_orthogonal_and_no_turn_nearby_is_better():
    source, target = torch.randn(2, 20, 5).double()
    w = procrustes(source, target)
    torch.testing.assert_close(w.T @ w, torch.eye(5).double())
    best = (source @ w - target).norm()
    for _ in range(100):
        step = torch.randn(5, 5).double() * 0.05
        other = w @ torch.matrix_exp(step - step.T)
        assert (source @ other - target).norm() > best


def test_glove_by_hand():
    center, context = torch.tensor([[1.0, 2.0], [0.5, 0.0]]), torch.tensor([[0.5, 0.25], [4.0, 1.0]])
    counts = torch.tensor([16.0, 1000.0])
    loss = glove_loss(center, context, torch.tensor([0.1, 0.2]), torch.tensor([0.3, 0.4]), counts, x_max=256.0)
    expected = (16 / 256) ** 0.75 * (1.4 - math.log(16)) ** 2 + (2.6 - math.log(1000)) ** 2
    assert math.isclose(loss.item(), expected / 2, rel_tol=1e-6)


def small_vectors() -> WordVectors:
    return WordVectors(
        ("man", "woman", "king", "queen", "bread"),
        torch.tensor([[1.0, 0, 0.1], [1, 1, 0], [9, 0, 9], [2, 2, 2.1], [0, -1, 0.3]]),
    )


def test_neighbours_and_analogies_of_words():
    vectors = small_vectors()
    assert [word for word, _ in vectors.neighbours("king", 2)] == ["queen", "man"]
    assert vectors.analogy("man", "king", "woman")[0][0] == "queen"
    unit = F.normalize(vectors.matrix, dim=-1)
    wanted = unit[2] - unit[0] + unit[1]
    expected = [float(F.cosine_similarity(unit[i], wanted, dim=0)) for i in (3, 4)]
    found = vectors.analogy("man", "king", "woman", k=9)
    assert [word for word, _ in found] == ["queen", "bread"]
    assert [score for _, score in found] == pytest.approx(expected)
    assert torch.equal(vectors["queen"], vectors.matrix[3])
    with pytest.raises(KeyError, match="one of the 5 words, got 'zebra'"):
        vectors.neighbours("zebra")


def test_what_is_saved_is_loaded_bit_for_bit(tmp_path):
    path = tmp_path / "vectors.txt"
    words = ("niño", "x", "🙂", "1")
    numbers = torch.randn(4, 3) * torch.tensor([1e-20, 1.0, 1e20])
    WordVectors(words, numbers).save(path)
    loaded = WordVectors.load(path)
    assert loaded.words == words
    assert torch.equal(loaded.matrix, numbers)
    assert path.read_text(encoding="utf-8").startswith("4 3\nniño ")


def test_the_published_format_with_a_space_at_each_end_is_read(tmp_path):
    path = tmp_path / "vectors.txt"
    path.write_text("2 2\nthe 0.5 -1e-3 \nof 1 2 \n", encoding="utf-8")
    loaded = WordVectors.load(path)
    assert loaded.words == ("the", "of")
    torch.testing.assert_close(loaded.matrix, torch.tensor([[0.5, -0.001], [1, 2]]))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "two numbers, V and d, in line 1"),
        ("the 0.5 1.0\n", "two numbers, V and d, in line 1"),
        ("3 2\na 1 2\nb 1 2\n", "expected 3 words in .*, got 2: the file is cut off"),
        ("2 2\na 1 2\nb 1\n", "a word and 2 numbers in line 3 of .*, got 'b 1'"),
        ("1 2\na 1 x\n", "a word and 2 numbers in line 2"),
        ("1 2\na 1 nan\n", "a word and 2 numbers in line 2"),
        ("2 1\na 1\na 2\n", "as many vectors as different words, got 2 and 1"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path, text, message):
    path = tmp_path / "vectors.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        WordVectors.load(path)


def test_bad_input_is_refused(tmp_path):
    model = SkipGram(CONFIG, COUNTS)
    with pytest.raises(ValueError, match="got 0 documents, 0 tokens and window 2: is the corpus empty"):
        Windows.of([], 2)
    with pytest.raises(ValueError, match="got 1 documents, 2 tokens and window 0"):
        Windows.of([[1, 2]], 0)
    with pytest.raises(ValueError, match="at least one example, got none"):
        next(batches(Windows.of([[1]], 2).pairs(), 4))
    with pytest.raises(ValueError, match=r"counts of 7 words.*got 6 from 3 to 9"):
        SkipGram(CONFIG, torch.arange(3, 10)[:6] + torch.tensor([0, 0, 0, 0, 0, 1]))
    with pytest.raises(ValueError, match="not all 0, got 7 from 0 to 0"):
        CBOW(CONFIG, torch.zeros(7, dtype=torch.int64))
    with pytest.raises(ValueError, match="centers from 0 to 6, got 7"):
        model(torch.tensor([7]), torch.tensor([1]))
    with pytest.raises(ValueError, match="words from 0 to 6, got -1"):
        model(torch.tensor([1]), torch.tensor([-1]))
    with pytest.raises(ValueError, match="contexts from 0 to 6, got 9"):
        CBOW(CONFIG, COUNTS)(torch.tensor([1]), torch.tensor([[9]]), torch.tensor([[True]]))
    with pytest.raises(ValueError, match="as many vectors as different words, got 3 and 2"):
        WordVectors(("a", "b"), torch.zeros(3, 2))
    for word in ("New York", "", " a"):
        with pytest.raises(ValueError, match="words without spaces"):
            WordVectors((word,), torch.zeros(1, 2)).save(tmp_path / "vectors.txt")


def test_character_ngrams_by_hand():
    assert character_ngrams("pan", 3, 4) == ["<pa", "pan", "an>", "<pan", "pan>", "<pan>"]
    assert character_ngrams("where", 3, 3) == ["<wh", "whe", "her", "ere", "re>", "<where>"]  # the paper's example
    assert character_ngrams("a") == ["<a>"]
    with pytest.raises(ValueError, match="1 character or more, got an empty one"):
        character_ngrams("")


def test_the_hash_is_fnv_1a():
    """Published test vectors."""
    assert [fnv1a(text) for text in ("", "a", "foobar")] == [0x811C9DC5, 0xE40C292C, 0xBF9CF968]


def test_a_words_vector_is_the_mean_of_its_ngrams():
    words = ["pan", "panadería", "a"]
    embedding = SubwordEmbedding(words, 4, n_buckets=50)
    for i, word in enumerate(words):
        rows = [fnv1a(ngram) % 50 for ngram in character_ngrams(word)]
        expected = embedding.table.weight[rows].mean(0)
        torch.testing.assert_close(embedding(torch.tensor(i)), expected)
        torch.testing.assert_close(embedding.vector(word), expected)
    assert embedding(torch.tensor([[0, 1, 2], [2, 1, 0]])).shape == (2, 3, 4)
    assert parameter_count(embedding) == 51 * 4


def test_an_unseen_word_is_near_those_spelled_alike():
    embedding = SubwordEmbedding(["panadero", "zapato"], 64)
    unseen = embedding.vector("panadera")
    baker, shoe = embedding(torch.tensor([0, 1]))
    assert F.cosine_similarity(unseen, baker, dim=0) > F.cosine_similarity(unseen, shoe, dim=0) + 0.3
