import re
from collections import Counter
from itertools import islice

import pytest
import torch

from course_lib import toy_grammar
from course_lib.toy_translation import (
    BOS,
    EOS,
    PAD,
    UNKNOWN,
    all_pairs,
    corpus,
    exact_match,
    split,
    tokenize,
    translate,
    translation_loss,
)
from course_lib.transformer import Transformer, TransformerConfig


@pytest.fixture(scope="module")
def data():
    return corpus()


def small_model(data) -> Transformer:
    torch.manual_seed(0)
    sizes = {"d_model": 32, "n_heads": 2, "n_layers": 1, "d_hidden": 64}
    return Transformer(TransformerConfig(len(data.source_vocab), len(data.target_vocab), **sizes))


def in_spanish(english: str) -> str:
    return next(p.es for p in all_pairs() if p.en == english)


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("The black cat sleeps in the kitchen.", "El gato negro duerme en la cocina."),
        ("The gray goats run down the street.", "Las cabras grises corren por la calle."),
        ("We don't drink hot chocolate on Sundays.", "No tomamos chocolate caliente los domingos."),
        ("Do you buy tejuino at the market?", "¿Compras tejuino en el mercado?"),
        ("Where are the yellow backpacks?", "¿Dónde están las mochilas amarillas?"),
        (
            "Priya didn't go to the movies because she was busy.",
            "Priya no fue al cine porque estaba ocupada.",
        ),
        (
            "The cow didn't cross the bridge because it was too tired.",
            "La vaca no cruzó el puente porque estaba demasiado cansada.",
        ),
        (
            "The cow didn't cross the bridge because it was too narrow.",
            "La vaca no cruzó el puente porque era demasiado angosto.",
        ),
        (
            "The guitar doesn't fit in the closet because it is very long.",
            "La guitarra no cabe en el clóset porque es muy larga.",
        ),
        (
            "The guitar doesn't fit in the closet because it is very small.",
            "La guitarra no cabe en el clóset porque es muy chico.",
        ),
    ],
)
def test_sentences_and_their_translations(english, spanish):
    assert in_spanish(english) == spanish


def test_there_are_enough_sentences_and_each_has_one_translation():
    pairs = all_pairs()
    assert len(pairs) > 5000
    for language in ("es", "en"):
        assert all(re.fullmatch(r"¿?[A-ZÁÉÍÓÚ][^?.]*[?.]", getattr(p, language)) for p in pairs)
    assert len({p.en for p in pairs if p.en}) == len({(p.en, p.es) for p in pairs}), "one English, two Spanish"


def test_always_the_same_pairs_and_the_same_split():
    assert all_pairs() == all_pairs()
    assert corpus() == corpus()


def test_no_held_out_combination_or_sentence_is_trained_on(data):
    def seen(pairs, key):
        return {key(p) for p in pairs}

    for key in (lambda p: (p.family, p.combination), lambda p: p.en, lambda p: p.es):
        assert not seen(data.train, key) & seen(data.held_out, key)
    assert set(data.train) | set(data.held_out) == set(all_pairs())
    assert len(data.held_out) / len(all_pairs()) == pytest.approx(0.1, abs=0.02)


def test_every_held_out_word_is_met_in_training(data):
    for language in ("es", "en"):
        met = {word for p in data.train for word in tokenize(getattr(p, language))}
        assert {word for p in data.held_out for word in tokenize(getattr(p, language))} <= met


def test_another_seed_splits_otherwise():
    assert set(split(all_pairs(), seed=1)[1]) != set(split(all_pairs(), seed=0)[1])


def test_the_adjective_agrees_with_the_noun_the_pronoun_stands_for():
    every = (toy_grammar.ANIMALS, toy_grammar.PLACES, toy_grammar.THINGS, toy_grammar.CONTAINERS)
    noun_of = {noun.en: noun for table in every for noun in table.values()}
    referring = [p for p in all_pairs() if p.reference]
    opposite = 0
    for p in referring:
        reference = p.reference
        assert {reference.referent_en, reference.rival_en} == set(p.combination)
        assert tokenize(p.es)[-2] == reference.adjective_es
        assert tokenize(p.en)[-2] == reference.adjective_en
        referent, rival = noun_of[reference.referent_en], noun_of[reference.rival_en]
        if reference.adjective_es[-1] in "ao":
            assert reference.adjective_es.endswith("a") == referent.feminine
            opposite += referent.feminine != rival.feminine
    assert opposite > 1000, "only opposite genders show which noun was meant"


def test_vocabulary_round_trip(data):
    for p in data.held_out[::50]:
        assert data.target_vocab.decode([BOS, *data.target_vocab.encode(p.es), PAD]) == p.es
        assert data.source_vocab.decode(data.source_vocab.encode(p.en)) == p.en
    ids = data.source_vocab.encode("The walrus sleeps.")
    assert ids[1] == UNKNOWN and ids[-1] == EOS and UNKNOWN not in ids[2:]


def test_contractions_are_one_word():
    assert tokenize("I'm here, don't you see?") == ["I'm", "here", ",", "don't", "you", "see", "?"]


def test_batches_are_padded_and_shifted(data):
    pairs = [
        min(data.train, key=lambda p: len(tokenize(p.en))),
        max(data.train, key=lambda p: len(tokenize(p.en))),
    ]
    batch = data.batch(pairs)
    assert batch.source.shape == batch.source_mask.shape
    assert torch.equal(batch.source_mask, batch.source != PAD)
    assert (batch.target_in[:, 0] == BOS).all()
    assert torch.equal(batch.target_in[:, 1:], batch.target_out[:, :-1])
    for row, p in zip(batch.target_out.tolist(), pairs, strict=True):
        assert data.target_vocab.decode(row) == p.es


def test_batches_show_every_pair_before_any_again(data):
    n = len(data.train) // 64
    shown = Counter(tuple(row) for batch in islice(data.batches(64), n) for row in batch.target_out.tolist())
    assert sum(shown.values()) == n * 64
    first, again = (next(data.batches(8, seed=3)).source for _ in range(2))
    assert torch.equal(first, again)
    assert first.shape != next(data.batches(8, seed=4)).source.shape or not torch.equal(
        first, next(data.batches(8, seed=4)).source
    )


def test_the_loss_leaves_padding_out(data):
    model = small_model(data).eval()
    short, long = data.train[0], max(data.train, key=lambda p: len(tokenize(p.es)))
    lengths = [len(tokenize(p.es)) + 1 for p in (short, long)]
    alone = [translation_loss(model, data.batch([p])) for p in (short, long)]
    together = translation_loss(model, data.batch([short, long]))
    expected = sum(n * loss for n, loss in zip(lengths, alone, strict=True)) / sum(lengths)
    torch.testing.assert_close(together, expected)


def test_label_smoothing_by_hand(data):
    model, batch = small_model(data).eval(), data.batch(data.train[:1])
    log_probs = model(batch.source, batch.target_in).log_softmax(-1)[0]
    right = -log_probs.gather(1, batch.target_out.T).mean()
    expected = 0.9 * right + 0.1 * -log_probs.mean()
    torch.testing.assert_close(translation_loss(model, batch, label_smoothing=0.1), expected)


def test_translation_leaves_the_mode_alone_and_scores_an_untrained_model_near_zero(data):
    model = small_model(data)
    assert len(translate(model, data, [p.en for p in data.held_out[:3]])) == 3
    assert model.training
    assert exact_match(model, data, data.held_out[:20]) == 0.0


def test_both_directions():
    back = corpus("es", "en")
    p = back.train[0]
    batch = back.batch([p])
    assert back.source_vocab.decode(batch.source[0].tolist()) == p.es
    assert back.target_vocab.decode(batch.target_out[0].tolist()) == p.en
