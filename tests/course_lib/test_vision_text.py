from itertools import islice

import pytest
import torch
import torch.nn.functional as F

from course_lib.tokenizers import WordTokenizer
from course_lib.training import TrainingConfig, vision_text
from course_lib.vision_text import VisionText, VisionTextConfig, itc_loss, itm_loss, recall_at


@pytest.fixture
def model():
    torch.manual_seed(0)
    return VisionText(VisionTextConfig(30, d_model=16, n_layers=1, n_heads=2, d_hidden=32, channels=8)).eval()


def test_contrast_is_the_mean_of_both_directions():
    generator = torch.Generator().manual_seed(0)
    image, text = (torch.randn(5, 7, dtype=torch.float64, generator=generator) for _ in range(2))
    total = torch.zeros((), dtype=torch.float64)
    for i in range(5):
        scores = torch.stack([F.cosine_similarity(image[i], text[j], dim=0) / 0.2 for j in range(5)])
        back = torch.stack([F.cosine_similarity(image[j], text[i], dim=0) / 0.2 for j in range(5)])
        total += -scores.log_softmax(0)[i] / 10 - back.log_softmax(0)[i] / 10
    torch.testing.assert_close(itc_loss(image, text, 0.2), total)
    torch.testing.assert_close(itc_loss(3 * image, text / 5, 0.2), total)


def test_contrast_of_perfect_pairs_and_of_one_pair():
    eye = torch.eye(4, dtype=torch.float64)
    assert itc_loss(eye, eye, 0.01) < 1e-20
    assert itc_loss(eye[:1], eye[:1], 0.1) == 0


def test_matching_takes_the_hardest_wrong_partner(model):
    pictures = F.normalize(torch.tensor([[1.0, 0.0, 0.1], [0.0, 1.0, 0.0], [0.9, 0.1, 0.0]]), dim=-1)
    pictures = F.pad(pictures, (0, 13))
    asked = []
    model.match.forward = lambda pairs: asked.append(pairs) or torch.zeros(len(pairs), 2)
    itm_loss(model, pictures, pictures)
    scale = 16**0.5
    first, second = asked[1][:, :16] / scale, asked[1][:, 16:32] / scale
    assert torch.allclose(first, pictures)
    assert torch.allclose(second, pictures[[2, 2, 0]])
    same = torch.zeros(3, 3, dtype=torch.bool)
    same[0, 2] = same[2, 0] = True
    asked.clear()
    itm_loss(model, pictures, pictures, same)
    assert torch.allclose(asked[1][:, 16:32] / scale, pictures[[1, 2, 1]])


def test_recall_counts_rows_whose_own_candidate_is_near():
    queries = torch.eye(3)
    candidates = torch.tensor([[1.0, 0, 0], [0, 0.5, 0.9], [0, 0.6, 0.5]])
    assert recall_at(1, queries, candidates) == pytest.approx(1 / 3)
    assert recall_at(2, queries, candidates) == 1


def test_padding_says_nothing_and_vectors_have_length_one(model):
    tokens = torch.tensor([[3, 4, 5, 0, 0], [6, 7, 8, 9, 10]])
    mask = torch.tensor([[True] * 3 + [False] * 2, [True] * 5])
    texts = model.encode_texts(tokens, mask)
    torch.testing.assert_close(texts[:1], model.encode_texts(tokens[:1, :3], mask[:1, :3]))
    torch.testing.assert_close(texts.norm(dim=1), torch.ones(2))
    torch.testing.assert_close(model.encode_pictures(torch.rand(2, 3, 32, 32)).norm(dim=1), torch.ones(2))


def test_held_out_combinations_are_never_trained_on():
    def combinations(drafts):
        return {
            (d.labels[f"shape{n}"], d.labels[f"color{n}"]) for d in drafts for n in ("", "2") if f"shape{n}" in d.labels
        }

    seen = combinations(vision_text.captions(300, held_out=False))
    new = vision_text.captions(60, held_out=True)
    assert len({d.text for d in new}) == 120
    assert all(combinations([d]) - seen for d in new)


def test_a_short_training_finds_captions_and_goes_on_from_its_seed():
    recipe = vision_text.VisionTextRecipe(TrainingConfig(150, 3e-3, 20, muon=True), captions=300, batch_size=32)
    model, tokenizer, history = vision_text.train_vision_text(recipe)
    measured = vision_text.scores(model, tokenizer, count=32)
    assert measured["text_of_32"] > 0.3  # chance: 0.03
    drafts = vision_text.captions(40, held_out=False)
    a, b = (next(islice(vision_text.batches(tokenizer, drafts, 8, 5), 2, None)) for _ in range(2))
    assert torch.equal(a.pictures, b.pictures)
    assert torch.equal(a.tokens, b.tokens)
    assert history.losses[-1] < history.losses[0]
    assert isinstance(tokenizer, WordTokenizer)
