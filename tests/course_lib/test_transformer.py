import pytest
import torch

from course_lib.attention import padding_mask
from course_lib.layers import parameter_count
from course_lib.transformer import Transformer, TransformerConfig

CONFIG = TransformerConfig(source_vocab=11, target_vocab=13, d_model=16, n_heads=2, n_layers=2, d_hidden=32)
LENGTHS = torch.tensor([6, 4, 1])


@pytest.fixture
def model() -> Transformer:
    torch.manual_seed(0)
    return Transformer(CONFIG).eval()


@pytest.mark.parametrize("norm", ["pre", "post"])
def test_shapes_and_finiteness(norm, source, target):
    model = Transformer(TransformerConfig(11, 13, d_model=16, n_heads=2, d_hidden=32, norm=norm))
    logits = model(source, target, padding_mask(LENGTHS, 6))
    assert logits.shape == (3, 5, 13)
    assert logits.isfinite().all()
    logits.sum().backward()
    assert all(p.grad is not None and p.grad.isfinite().all() for p in model.parameters())


def test_padding_changes_nothing(model, source, target):
    mask = padding_mask(LENGTHS, 6)
    together = model(source, target, mask)
    for row, length in enumerate(LENGTHS.tolist()):
        alone = model(source[row : row + 1, :length], target[row : row + 1])
        torch.testing.assert_close(together[row : row + 1], alone)
    torch.testing.assert_close(model(source.masked_fill(~mask, 9), target, mask), together)


def test_decoding_is_the_second_half_of_forward(model, source, target):
    mask = padding_mask(LENGTHS, 6)
    assert torch.equal(model(source, target, mask), model.decode(target, model.encode(source, mask), mask))


def test_parameters_by_hand():
    d, hidden = 16, 32
    attention, norm = 4 * (d * d + d), 2 * d
    feed_forward = d * hidden + hidden + hidden * d + d
    encoder_block = attention + feed_forward + 2 * norm
    decoder_block = 2 * attention + feed_forward + 3 * norm
    # The output layer is the target embedding: it adds nothing.
    expected = (11 + 13) * d + 2 * (encoder_block + decoder_block) + 2 * norm
    assert parameter_count(Transformer(CONFIG)) == expected


def test_translation_steps_show_how_each_word_is_chosen(model, source):
    mask = padding_mask(LENGTHS, 6)
    steps = list(model.translation_steps(source, mask, max_new_tokens=7))
    for t, step in enumerate(steps):
        assert step.written.shape == (3, t + 1)
        torch.testing.assert_close(step.logits, model(source, step.written, mask)[:, -1])
        torch.testing.assert_close(step.log_probs.exp().sum(-1), torch.ones(3))
        assert torch.equal(step.log_probs.argmax(-1), step.logits.argmax(-1))
    written = model.translate(source, mask, max_new_tokens=7)
    assert torch.equal(written, torch.cat((steps[-1].written, steps[-1].chosen[:, None]), dim=1))
    assert (written[:, 0] == CONFIG.bos_id).all()


def test_after_its_end_a_row_only_repeats_eos(model, source):
    with torch.no_grad():  # an output that only says eos, or nearly
        model.target_embedding.table.weight.zero_()
        model.decoder_norm.weight.zero_()
        model.decoder_norm.bias.fill_(1)
        model.target_embedding.table.weight[CONFIG.eos_id] = 1
    assert model.translate(source).tolist() == [[CONFIG.bos_id, CONFIG.eos_id]] * 3
    assert model.translate(source, max_new_tokens=0).tolist() == [[CONFIG.bos_id]] * 3
    begun = torch.tensor([[CONFIG.bos_id, CONFIG.eos_id], [CONFIG.bos_id, 7], [CONFIG.bos_id, 8]])
    model._beginning = lambda source: begun  # row 0 has ended, the others have not
    with torch.no_grad():
        model.target_embedding.table.weight[9] = 2
    step = next(model.translation_steps(source))
    assert step.chosen.tolist() == [CONFIG.eos_id, 9, 9]


def test_attention_weights_of_every_layer_and_head(model, source, target):
    mask = padding_mask(LENGTHS, 6)
    weights = model.attention_weights(source, target, mask)
    assert weights.encoder.shape == (2, 3, 2, 6, 6)
    assert weights.decoder.shape == (2, 3, 2, 5, 5)
    assert weights.cross.shape == (2, 3, 2, 5, 6)
    for kind in (weights.encoder, weights.decoder, weights.cross):
        torch.testing.assert_close(kind.sum(-1), torch.ones_like(kind[..., 0]))
    hidden = ~mask[None, :, None, None, :]
    assert (weights.encoder.masked_select(hidden) == 0).all()
    assert (weights.cross.masked_select(hidden) == 0).all()
    assert (weights.decoder.triu(1) == 0).all()


def test_looking_at_the_weights_changes_nothing_afterwards(model, source, target):
    before = model(source, target)
    model.attention_weights(source, target)
    assert torch.equal(model(source, target), before)
    assert not any(getattr(module, "keep_weights", False) for module in model.modules())


def test_too_long_a_sentence_says_what_to_do(source):
    model = Transformer(TransformerConfig(11, 13, d_model=16, n_heads=2, max_length=5))
    with pytest.raises(ValueError, match=r"at most 5 tokens, got 6.*max_length"):
        model.encode(source)


def test_the_same_seed_gives_the_same_model():
    models = []
    for _ in range(2):
        torch.manual_seed(3)
        models.append(Transformer(CONFIG))
    for a, b in zip(*(m.parameters() for m in models), strict=True):
        assert torch.equal(a, b)
