"""Published weights into the course's models, and back."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import torch
from safetensors.torch import save_file
from torch import nn

from course_lib import bert, t5
from course_lib.gpt import GPT
from course_lib.hub.bert import BERT
from course_lib.hub.files import CONFIG, WEIGHTS, Settings, Weights
from course_lib.hub.formats import Format
from course_lib.hub.gpt import GPT2, GPTNeoX
from course_lib.hub.t5 import T5
from course_lib.inputs import check_finite
from course_lib.tokenizers import Tokenizer
from course_lib.tokenizers.bpe import END_OF_TEXT

Model = TypeVar("Model", bound=nn.Module)
Kind = TypeVar("Kind", bound=nn.Module)
LOADERS = {"gpt2": "load_gpt", "gpt_neox": "load_gpt", "bert": "load_bert", "t5": "load_t5"}
ARCHITECTURES: dict[type[nn.Module], str] = {
    bert.Bert: "BertModel",
    bert.BertForMaskedLM: "BertForMaskedLM",
    bert.BertForPretraining: "BertForPreTraining",
    bert.BertClassifier: "BertForSequenceClassification",
    bert.BertTagger: "BertForTokenClassification",
}
SHOWN = 5  # names in an error


def load_gpt(source: str | Path, *, dtype: torch.dtype = torch.float32) -> GPT:
    """A GPT-2 (learned positions) or a GPT-NeoX of the kind that `save` writes (rotary), from a folder or hub name.

    The model is in eval mode, its weights in dtype whatever the file's. FileNotFoundError where there is no such model,
    ValueError for wrong, truncated or foreign files, which names the file and the tensor; the same for all loaders.
    """
    settings = Settings.read(source)
    layout = GPTNeoX() if _model_type(settings, GPT2, GPTNeoX) == GPTNeoX.model_type else GPT2()
    return load_as(source, settings, layout, lambda config, weights: GPT(config), dtype)


def load_bert(source: str | Path, kind: type[Kind], *, dtype: torch.dtype = torch.float32) -> Kind:
    """A BERT of a kind: bert.Bert, the body alone, or one with a head, which the files must hold.

    Heads that the kind does not have are left aside.
    """
    if kind not in ARCHITECTURES:
        raise TypeError(f"expected one of {_some([known.__name__ for known in ARCHITECTURES])}, got {kind.__name__}")
    settings = Settings.read(source)
    _model_type(settings, BERT)
    return load_as(source, settings, BERT(), lambda config, weights: _bert(kind, config, weights), dtype)


def load_t5(source: str | Path, *, dtype: torch.dtype = torch.float32) -> t5.T5:
    """A T5, version 1.0 (relu, tied) or 1.1 (gated-gelu, untied)."""
    settings = Settings.read(source)
    _model_type(settings, T5)
    return load_as(source, settings, T5(), lambda config, weights: t5.T5(config), dtype)


def save(model: nn.Module, folder: str | Path, tokenizer: Tokenizer | None = None) -> None:
    """Write config.json, model.safetensors and the tokenizer's files; `transformers` and the loaders here open them.

    A GPT becomes GPT2LMHeadModel, with rotary positions GPTNeoXForCausalLM; a T5 T5ForConditionalGeneration; BERT's
    kinds their namesakes. TypeError for another model.
    """
    layout, architecture, config = _layout(model)
    settings = {"architectures": [architecture], "model_type": layout.model_type, **layout.settings(config)}
    if isinstance(model, GPT):
        end = tokenizer.vocab.get(END_OF_TEXT) if tokenizer else None
        settings |= {"bos_token_id": end, "eos_token_id": end}
    if isinstance(model, bert.BertClassifier | bert.BertTagger):
        labels = {str(i): f"LABEL_{i}" for i in range(model.classifier.out_features)}
        settings |= {"id2label": labels, "label2id": {label: int(i) for i, label in labels.items()}}
    save_as(model, folder, layout, config, settings)
    if tokenizer is not None:
        tokenizer.save(folder)


def save_as(model: nn.Module, folder: str | Path, layout: Format, config: Any, settings: dict[str, Any]) -> None:
    """Write config.json, which holds these settings, and model.safetensors, its tensors named and laid out so."""
    tensors = {
        layout.full_name(name, config): layout.to_file(name, parameter.detach().cpu(), config).contiguous()
        for name, parameter in model.named_parameters()
    }
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CONFIG).write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    save_file(tensors, folder / WEIGHTS, metadata={"format": "pt"})


def _layout(model: nn.Module) -> tuple[Format, str, Any]:
    """How to write a model, its class in `transformers`, and its sizes."""
    if isinstance(model, GPT) and model.config.positions == "learned":
        return GPT2(), "GPT2LMHeadModel", model.config
    if isinstance(model, GPT):
        return GPTNeoX(), "GPTNeoXForCausalLM", model.config
    if isinstance(model, t5.T5):
        return T5(), "T5ForConditionalGeneration", model.config
    if type(model) in ARCHITECTURES:
        body: Any = model if isinstance(model, bert.Bert) else model.bert
        return BERT(), ARCHITECTURES[type(model)], body.config
    raise TypeError(
        f"expected a GPT, a T5 or a BERT of course_lib, got {type(model).__name__}: save others with "
        "safetensors.torch.save_file(model.state_dict(), file)"
    )


def _bert(kind: type[Any], config: bert.BertConfig, weights: Weights) -> Any:
    """A BERT of that kind, with as many classes as the file's head has."""
    body = bert.Bert(config)
    if kind is bert.Bert:
        return body
    if kind in (bert.BertClassifier, bert.BertTagger):
        return kind(body, weights.shapes.get("classifier.bias", (1,))[0])
    return kind(body)


def _model_type(settings: Settings, *wanted: type[Format]) -> str:
    """The model's type, if it is one of these. ValueError that says which loader it needs otherwise."""
    types = [layout.model_type for layout in wanted]
    found = settings.get("model_type", types[0])
    if found not in types:
        hint = f"use {LOADERS[found]}" if found in LOADERS else "the course has no such model, `transformers` may"
        raise ValueError(
            f"expected model_type {' or '.join(map(repr, types))} in {settings.path}, got {found!r}: {hint}"
        )
    return found


def load_as(
    source: str | Path,
    settings: Settings,
    layout: Format,
    build: Callable[[Any, Weights], Model],
    dtype: torch.dtype,
) -> Model:
    """What `build` makes of the config, with the weights in it; made without memory first, to compare shapes."""
    if not dtype.is_floating_point:
        raise TypeError(f"expected a dtype of floating-point numbers, such as torch.float32, got {dtype}")
    weights = Weights(source)
    layout.canonical(weights)
    config = layout.config(settings, weights)
    with torch.device("meta"):
        _compare(build(config, weights), config, layout, weights, settings.path)
    model = build(config, weights)
    for name, parameter in model.named_parameters():
        tensor = weights.read(layout.name(name, config))
        if not tensor.is_floating_point():
            raise ValueError(f"expected floating-point numbers in {layout.name(name, config)}, got {tensor.dtype}")
        parameter.data = torch.empty_like(parameter, dtype=dtype)
        parameter.data.copy_(layout.from_file(name, tensor, config))
    check_finite(model)
    return model.eval()


def _compare(model: nn.Module, config: Any, layout: Format, weights: Weights, settings: Path) -> None:
    """ValueError that names the first tensors of another shape, missing or left over."""
    wanted = {
        layout.name(name, config): tuple(layout.to_file(name, parameter, config).shape)
        for name, parameter in model.named_parameters()
    }
    for name in sorted(wanted.keys() & weights.shapes.keys()):
        if wanted[name] != weights.shapes[name]:
            raise ValueError(
                f"expected {name} of shape {wanted[name]}, as {settings} says, got {weights.shapes[name]} in "
                f"{weights.path}: are the two files of one model?"
            )
    missing = sorted(wanted.keys() - weights.shapes.keys())
    if missing:
        raise ValueError(
            f"expected {len(wanted)} tensors in {weights.path}, got none for {_some(missing)}: is it a "
            f"{layout.model_type} of {settings}, and has it the head that you ask for?"
        )
    left = sorted(name for name in weights.shapes.keys() - wanted.keys() if not re.fullmatch(layout.ignored, name))
    if left:
        raise ValueError(
            f"expected only what {settings} describes in {weights.path}, got also {_some(left)}: is it another model?"
        )


def _some(names: list[str]) -> str:
    """The first few names, and how many more there are."""
    rest = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + rest
