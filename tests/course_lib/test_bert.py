import pytest
import torch
from torch import nn

from course_lib.bert import (
    Bert,
    BertClassifier,
    BertConfig,
    BertForMaskedLM,
    BertForPretraining,
    BertTagger,
    mask_tokens,
    mlm_loss,
    pack_pair,
)
from course_lib.inputs import check_fits, check_mask
from course_lib.layers import parameter_count

CONFIG = BertConfig(vocab_size=17, context=9, d_model=12, n_layers=2, n_heads=3, d_hidden=20)
MASK = torch.arange(6) < torch.tensor([6, 4, 1])[:, None]


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(0)


@pytest.fixture
def tokens():
    return torch.randint(0, 17, (3, 6))


def randomised(model):
    """Every parameter drawn anew, norms and biases too, so that none is hidden by its start at 0 or 1."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_(std=0.3)
    return model.double().eval()


def torch_encoder(bert):
    """torch's own post-norm encoder with the same weights."""
    layer = nn.TransformerEncoderLayer(12, 3, 20, 0.0, "gelu", 1e-12, batch_first=True)
    theirs = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False).double().eval()
    for its, block in zip(theirs.layers, bert.blocks, strict=True):
        projections = [block.attention.q_proj, block.attention.k_proj, block.attention.v_proj]
        with torch.no_grad():
            its.self_attn.in_proj_weight.copy_(torch.cat([projection.weight for projection in projections]))
            its.self_attn.in_proj_bias.copy_(torch.cat([projection.bias for projection in projections]))
        pairs = [
            (its.self_attn.out_proj, block.attention.out_proj),
            (its.norm1, block.attention_norm),
            (its.linear1, block.mlp.expand),
            (its.linear2, block.mlp.contract),
            (its.norm2, block.mlp_norm),
        ]
        for mine, other in pairs:
            mine.load_state_dict(other.state_dict())
    return theirs


@torch.no_grad()
def test_the_body_is_torchs_post_norm_encoder_over_three_embeddings(tokens):
    bert = randomised(Bert(CONFIG))
    segments = torch.tensor([0, 0, 1, 1, 1, 1]).expand(3, 6)
    summed = (
        nn.functional.embedding(tokens, bert.embedding.tokens.weight)
        + bert.embedding.positions.weight[:6]
        + bert.embedding.segments.weight[segments]
    )
    x = nn.functional.layer_norm(summed, (12,), bert.embedding.norm.weight, bert.embedding.norm.bias, 1e-12)
    expected = torch_encoder(bert)(x, src_key_padding_mask=~MASK)
    states = bert.states(tokens, segments, MASK)
    torch.testing.assert_close(states[0], x)
    torch.testing.assert_close(states[-1][MASK], expected[MASK])
    assert torch.equal(bert(tokens, segments, MASK), states[-1])
    assert len(states) == 3


@torch.no_grad()
def test_padding_changes_nothing(tokens):
    model = randomised(BertForPretraining(Bert(CONFIG)))
    words, pair = model(tokens, None, MASK)
    for row, length in enumerate([6, 4, 1]):
        alone, alone_pair = model(tokens[row : row + 1, :length])
        torch.testing.assert_close(words[row : row + 1, :length], alone)
        torch.testing.assert_close(pair[row : row + 1], alone_pair)


@torch.no_grad()
def test_every_word_looks_both_ways_and_knows_its_segment(tokens):
    bert = randomised(Bert(CONFIG))
    before = bert(tokens)
    for i in range(6):
        changed = tokens.clone()
        changed[:, i] = (changed[:, i] + 1) % 17
        assert (bert(changed) != before).any(dim=-1).all()
    assert torch.equal(bert(tokens, torch.zeros_like(tokens)), before)
    assert not torch.allclose(bert(tokens, torch.ones_like(tokens)), before)


@pytest.mark.parametrize(
    ("build", "shapes"),
    [
        (lambda bert: bert, [(3, 6, 12)]),
        (BertForMaskedLM, [(3, 6, 17)]),
        (BertForPretraining, [(3, 6, 17), (3, 2)]),
        (lambda bert: BertClassifier(bert, 5), [(3, 5)]),
        (lambda bert: BertTagger(bert, 4), [(3, 6, 4)]),
    ],
)
def test_heads_have_their_shapes_and_gradients(tokens, build, shapes):
    model = build(Bert(CONFIG))
    output = model(tokens, None, MASK)
    outputs = output if isinstance(output, tuple) else (output,)
    assert [tuple(each.shape) for each in outputs] == shapes
    sum(each.square().sum() for each in outputs).backward()
    unused = {name for name, parameter in model.named_parameters() if parameter.grad is None}
    assert all("pooler" in name for name in unused)
    assert bool(unused) == isinstance(model, Bert | BertForMaskedLM | BertTagger)


def test_parameters_by_hand():
    d, hidden = 12, 20
    block = 4 * (d * d + d) + (d * hidden + hidden + hidden * d + d) + 2 * 2 * d
    body = (17 + 9 + 2) * d + 2 * d + 2 * block + (d * d + d)
    assert parameter_count(Bert(CONFIG)) == body
    # The output layer is the embedding: the head adds a layer, a norm, a bias per word and the pair's two columns.
    assert parameter_count(BertForPretraining(Bert(CONFIG))) == body + (d * d + d) + 2 * d + 17 + 2 * d + 2


def test_a_fresh_model_knows_nothing(tokens):
    words, pair = BertForPretraining(Bert(CONFIG))(tokens)
    assert mlm_loss(words, tokens).item() == pytest.approx(torch.tensor(17.0).log().item(), abs=0.2)
    assert pair.abs().max() < 0.5


def test_attention_weights_are_kept_when_asked_for(tokens):
    bert = Bert(CONFIG).eval()
    for block in bert.blocks:
        block.attention.keep_weights = True
    bert(tokens, None, MASK)
    for block in bert.blocks:
        assert block.attention.weights.shape == (3, 3, 6, 6)
        torch.testing.assert_close(block.attention.weights.sum(-1), torch.ones(3, 3, 6))
        assert (block.attention.weights.masked_select(~MASK[:, None, None, :]) == 0).all()


def test_it_learns_to_fill_in():
    """A language of one sentence: any hidden word follows from the others."""
    model = BertForMaskedLM(Bert(BertConfig(8, 8, 16, 1, 2, 32)))
    sentence = torch.tensor([[2, 3, 4, 5, 6, 7]]).repeat(8, 1)
    optimizer = torch.optim.Adam(model.parameters(), 1e-2)
    for _ in range(60):
        u_select, u_kind = torch.rand(2, 8, 6)
        inputs, labels = mask_tokens(
            sentence, torch.zeros_like(sentence).bool(), 1, u_select, u_kind, torch.randint(2, 8, (8, 6))
        )
        loss = mlm_loss(model(inputs), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    hidden = sentence[:1].repeat(6, 1).masked_fill(torch.eye(6).bool(), 1)
    assert torch.equal(model(hidden).argmax(-1).diagonal(), sentence[0])


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((torch.zeros(1, 0, dtype=torch.long),), ValueError, r"expected at least one token"),
        ((torch.zeros(1, 10, dtype=torch.long),), ValueError, r"expected at most 9 tokens, .*, got 10: shorten"),
        ((torch.full((1, 2), 17),), ValueError, r"expected tokens from 0 to 16, got 17"),
        ((torch.zeros(1, 2, dtype=torch.int32),), TypeError, r"expected tokens of dtype torch.int64, got torch.int32"),
        ((torch.zeros(1, 2).long(), torch.full((1, 2), 2)), ValueError, r"expected segments from 0 to 1, got 2"),
    ],
)
def test_bad_input_is_told(arguments, error, message):
    with pytest.raises(error, match=message):
        Bert(CONFIG)(*arguments)


@pytest.mark.parametrize(
    ("mask", "error", "message"),
    [
        (torch.ones(2, 3), TypeError, r"expected mask of dtype torch.bool, got torch.float32: use mask.to\(torch.bool"),
        (torch.ones(1, 3).bool(), ValueError, r"expected mask of shape \(2, 3\), the tokens', got \(1, 3\)"),
        (torch.tensor([[True] * 3, [False] * 3]), ValueError, r"expected a real token, True, in every row of the mask"),
    ],
)
def test_a_mask_that_does_not_fit_is_told(mask, error, message):
    with pytest.raises(error, match=message):
        check_mask(mask, torch.zeros(2, 3).long())


def test_segments_that_do_not_fit_are_told():
    with pytest.raises(ValueError, match=r"expected segments of shape \(2, 3\), the tokens', got \(2, 1\)"):
        check_fits(torch.zeros(2, 1).long(), torch.zeros(2, 3).long(), torch.int64, "segments")


def test_one_token_is_enough():
    assert Bert(CONFIG)(torch.zeros(1, 1, dtype=torch.long)).shape == (1, 1, 12)


def test_a_body_without_pooler_says_so(tokens):
    bert = Bert(BertConfig(17, 9, 12, 1, 3, 20, pooler=False))
    with pytest.raises(ValueError, match=r"expected a BERT with a pooler, got one without: set pooler=True"):
        bert.pool(bert(tokens))


def test_masking_by_hand():
    tokens = torch.tensor([[10, 11, 12, 13, 14, 15]])
    special = torch.tensor([[True, False, False, False, False, False]])
    u_select = torch.tensor([[0.0, 0.149, 0.1, 0.1, 0.15, 0.9]])
    u_kind = torch.tensor([[0.0, 0.79, 0.8, 0.9, 0.0, 0.0]])
    inputs, labels = mask_tokens(tokens, special, 1, u_select, u_kind, torch.full((1, 6), 99))
    assert inputs.tolist() == [[10, 1, 99, 13, 14, 15]]
    assert labels.tolist() == [[-100, 11, 12, 13, -100, -100]]
    assert tokens.tolist() == [[10, 11, 12, 13, 14, 15]]


def test_masking_rates():
    tokens = torch.full((200, 1000), 5)
    u_select, u_kind = torch.rand(2, 200, 1000)
    inputs, labels = mask_tokens(
        tokens, torch.zeros_like(tokens).bool(), 1, u_select, u_kind, torch.full_like(tokens, 9)
    )
    chosen = labels != -100
    # 30,000 of 200,000 are chosen, give or take 160 (one standard deviation); six of them are allowed.
    assert chosen.sum().item() == pytest.approx(30_000, abs=960)
    for token, share in ((1, 0.8), (9, 0.1), (5, 0.1)):
        assert (inputs[chosen] == token).float().mean().item() == pytest.approx(share, abs=0.02)
    assert (inputs[~chosen] == 5).all()


@pytest.mark.parametrize(
    ("a", "b", "max_len", "tokens", "segments"),
    [
        ([7, 8], [9], 6, [1, 7, 8, 2, 9, 2], [0, 0, 0, 0, 1, 1]),
        ([7, 8], [9], 5, [1, 7, 2, 9, 2], [0, 0, 0, 1, 1]),
        ([7, 8], [9, 10], 6, [1, 7, 8, 2, 9, 2], [0, 0, 0, 0, 1, 1]),
        ([7], [8, 9, 10, 11], 6, [1, 7, 2, 8, 9, 2], [0, 0, 0, 1, 1, 1]),
        ([7, 8], [9], 3, [1, 2, 2], [0, 0, 1]),
        ([], [], 9, [1, 2, 2], [0, 0, 1]),
    ],
)
def test_packing_by_hand(a, b, max_len, tokens, segments):
    before = list(a), list(b)
    assert pack_pair(a, b, 1, 2, max_len) == (tokens, segments)
    assert (a, b) == before


def test_packing_needs_room():
    with pytest.raises(ValueError, match=r"expected max_len of at least 3, for \[CLS\] and two \[SEP\], got 2"):
        pack_pair([7], [8], 1, 2, 2)


def test_the_loss_by_hand():
    logits = torch.tensor([[[0.0, 0.0], [3.0, 0.0], [1e4, -1e4]]], requires_grad=True)
    labels = torch.tensor([[0, -100, 1]])
    expected = (torch.tensor(2.0).log() + 2e4) / 2
    torch.testing.assert_close(mlm_loss(logits, labels), expected)
    torch.testing.assert_close(mlm_loss(logits + 100, labels), expected)
    mlm_loss(logits, labels).backward()
    assert logits.grad[0, 1].tolist() == [0, 0]


def test_a_loss_over_nothing_is_zero_and_has_a_gradient():
    logits = torch.randn(2, 3, 5, requires_grad=True)
    loss = mlm_loss(logits, torch.full((2, 3), -100))
    loss.backward()
    assert loss.item() == 0
    assert torch.equal(logits.grad, torch.zeros(2, 3, 5))
