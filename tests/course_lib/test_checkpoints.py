"""What ships: it loads, it is small, and the cards say what is so. Measuring everything anew is slow."""

import json
import math
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from course_lib import checkpoints, train, world
from course_lib.checkpoints import FOLDER, Card
from course_lib.checkpoints.plain import load_plain, save_plain
from course_lib.gpt import GPT, GPTConfig
from course_lib.hub.files import WEIGHTS
from course_lib.training import TrainingConfig, evaluation, reward, vision_text

# What issue and course count on. A score below fails here, not in a lesson.
PROMISED = {
    "base_s": {"facts": 0.95, "sentiment_zero_shot": 0.95, "translation": 0.8, "one_pattern_3_shot": 0.8},
    "base_m": {"facts": 0.95, "sentiment_zero_shot": 0.95, "translation": 0.8, "one_pattern_3_shot": 0.8},
}


@pytest.mark.parametrize("name", train.MAKERS)
def test_every_checkpoint_ships_with_its_card(name):
    scores = checkpoints.scores(name)
    assert scores
    assert all(math.isfinite(score) for score in scores.values())
    assert f"python -m course_lib.train {name}" in (FOLDER / name / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PROMISED)
def test_base_models_keep_their_promises(name):
    scores = checkpoints.scores(name)
    for what, least in PROMISED[name].items():
        both = {key: score for key, score in scores.items() if key.startswith(f"{what}_")}
        both = {key: score for key, score in both.items() if "never_asked" not in key}
        assert len(both) == 2, both
        assert min(both.values()) >= least, both
    # Without examples the task is guessed, one of three or four; with three examples it is known.
    for language in world.LANGUAGES:
        assert scores[f"patterns_0_shot_{language}"] <= 0.35
        assert scores[f"patterns_3_shot_{language}"] >= 0.85
        assert scores[f"one_pattern_3_shot_{language}"] >= 2 * scores[f"one_pattern_0_shot_{language}"]


def test_all_of_it_is_under_twenty_megabytes_of_half_precision_and_nothing_is_pickled():
    files = [path for path in FOLDER.rglob("*") if path.is_file() and path.name != train.STATE]
    assert {path.suffix for path in files} <= {".safetensors", ".json", ".txt", ".md", ".py", ".pyc"}
    assert sum(path.stat().st_size for path in files) < 20e6
    for name in train.MAKERS:
        assert {tensor.dtype for tensor in load_file(FOLDER / name / WEIGHTS).values()} == {torch.float16}


def test_language_models_answer():
    for name in ("base_s", "base_m"):
        lm = checkpoints.language_model(name)
        fact = next(fact for fact in world.corpus().world.asked["person"] if fact.attribute == "city")
        for language, prompt in (
            ("es", "Pregunta: ¿Dónde vive {}?\nRespuesta:"),
            ("en", "Question: Where does {} live?\nAnswer:"),
        ):
            assert lm.write([prompt.format(fact.subjects[language])]) == [f"{fact.values[language]}."]
    chat = checkpoints.language_model("chat_s")
    (answer,) = chat.write(["Instrucción: Traduce al inglés: «El gato está en la mesa.»\nRespuesta:"])
    assert "cat" in answer
    with pytest.raises(ValueError, match="expected one of base_s, base_m, chat_s, got 'gpt4'"):
        checkpoints.language_model("gpt4")


def test_the_base_model_opens_in_transformers():
    from transformers import GPTNeoXForCausalLM

    ours = checkpoints.language_model("base_s")
    theirs = GPTNeoXForCausalLM.from_pretrained(FOLDER / "base_s", dtype=torch.float32).eval()
    tokens = torch.tensor([ours.begin("Una mañana, Lucía fue al parque")])
    with torch.no_grad():
        torch.testing.assert_close(ours.model(tokens), theirs(tokens).logits, atol=1e-4, rtol=0)


def test_the_reward_model_prefers_a_courtesy():
    model, chat = checkpoints.reward_model(), checkpoints.language_model("chat_s")
    pairs = [
        reward.Comparison("es", "Instrucción: Nombra tres animales.\nRespuesta:", f"¡Con gusto! {text}", text)
        for text in ("El perro, el gato y la vaca.", "La rata, el loro y el pez.")
    ]
    assert reward.scores(model, chat, pairs)["agrees_with_judge"] == 1


@torch.no_grad()
def test_bert_fills_in_and_pixel_draws_and_captions_find_their_picture():
    model, tokenizer = checkpoints.bert()
    ids = [tokenizer.vocab["[CLS]"], *tokenizer.encode("Ana pidió un préstamo en el [MASK] .", special=True)]
    tokens = torch.tensor([[*ids, tokenizer.vocab["[SEP]"]]])
    words, _ = model(tokens)
    place = ids.index(tokenizer.vocab["[MASK]"])
    assert tokenizer.tokens([words[0, place].argmax()]) == ["banco"]
    for language in world.LANGUAGES:
        scores = checkpoints.scores("pixel")
        assert scores[f"error_{language}"] < 0.75 * scores[f"error_of_the_mean_{language}"]
    measured = vision_text.scores(*checkpoints.vision_text(), count=64)
    assert measured["text_of_32"] > 0.9


@pytest.mark.slow
@pytest.mark.parametrize("name", train.MAKERS)
@pytest.mark.timeout(900)
def test_the_cards_say_what_is_measured(name):
    """Half precision moves a few answers: within 0.03. In a process of its own: here every call is type-checked."""
    command = [sys.executable, "-m", "course_lib.train", name, "--measure"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    measured = {key: float(score) for key, score in (line.split() for line in shown.splitlines())}
    card = checkpoints.scores(name)
    assert measured.keys() <= card.keys()
    for key, score in measured.items():
        assert score == pytest.approx(card[key], abs=0.03), key


@dataclass(frozen=True)
class TinyConfig:
    size: int = 3


class Tiny(nn.Module):
    def __init__(self, config: TinyConfig) -> None:
        super().__init__()
        self.config = config
        self.layer = nn.Linear(config.size, 2)


def test_a_plain_model_comes_back(tmp_path):
    model = Tiny(TinyConfig(4)).half()
    save_plain(model, model.config, tmp_path)
    back = load_plain(tmp_path, TinyConfig, Tiny)
    assert back.config == model.config
    assert back.layer.weight.dtype == torch.float32
    assert torch.equal(back.layer.weight, model.layer.weight.float())
    assert not back.training


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda tensors: tensors.pop("layer.bias"), r"got none for layer\.bias"),
        (lambda tensors: tensors.update({"layer.weight": torch.zeros(5, 5)}), "expected layer.weight of shape"),
        (lambda tensors: tensors.update(other=torch.zeros(1)), "got also other"),
        (lambda tensors: tensors["layer.bias"].fill_(torch.nan), r"NaN or infinite in layer\.bias"),
    ],
)  # fmt: skip
def test_damaged_weights_are_named(tmp_path, change, message):
    save_plain(Tiny(TinyConfig()), TinyConfig(), tmp_path)
    tensors = load_file(tmp_path / WEIGHTS)
    change(tensors)
    save_file(tensors, tmp_path / WEIGHTS)
    with pytest.raises(ValueError, match=message):
        load_plain(tmp_path, TinyConfig, Tiny)


def test_another_config_is_refused(tmp_path):
    save_plain(Tiny(TinyConfig()), TinyConfig(), tmp_path)
    with pytest.raises(ValueError, match=r"expected model_type 'GPTConfig'.*got 'TinyConfig'"):
        load_plain(tmp_path, GPTConfig, GPT)
    settings = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps(settings | {"depth": 3}))
    with pytest.raises(ValueError, match=r"expected \['size'\] in .*got \['depth', 'size'\]"):
        load_plain(tmp_path, TinyConfig, Tiny)


def test_a_card_is_read_as_it_was_written(tmp_path):
    scores = {"facts_es": 0.98765, "loss": -1.5}
    Card("base_s", "A model.", {"steps": "10"}, scores, "It cannot fly.").write(tmp_path)
    text = (tmp_path / "README.md").read_text()
    assert "python -m course_lib.train base_s" in text
    assert "| steps | 10 |" in text
    assert "It cannot fly." in text
    assert checkpoints.card.read_scores(tmp_path) == {"facts_es": 0.9877, "loss": -1.5}


def test_a_model_is_made_in_one_call_and_an_interrupt_is_told(tmp_path, monkeypatch, capsys):
    recipe = replace(
        train.S, model=GPTConfig(600, d_model=16, n_layers=1, n_heads=2), training=TrainingConfig(4, 1e-3, 1)
    )
    monkeypatch.setattr(evaluation, "scores", lambda lm, data: {"words": float(len(lm.tokenizer))})
    monkeypatch.setitem(train.MAKERS, "base_s", lambda state: train.make_base(recipe, state))
    assert train.make("base_s", tmp_path) == {"words": 600.0}
    assert {path.name for path in tmp_path.iterdir()} >= {
        "README.md",
        WEIGHTS,
        "config.json",
        "vocab.json",
        train.STATE,
    }
    assert "| parameters | 12,912 |" in (tmp_path / "README.md").read_text()

    def interrupted(state: Path):
        made = train.make_base(recipe, state)
        made.history.interrupted = True
        return made

    monkeypatch.setitem(train.MAKERS, "base_s", interrupted)
    monkeypatch.setattr("sys.argv", ["train", "base_s", "--to", str(tmp_path)])
    with pytest.raises(SystemExit, match="interrupted: the same command goes on from where it last saved"):
        train.main()
