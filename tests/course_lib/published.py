"""Models of Hugging Face with random weights, and folders as they and others publish them."""

import json

import torch
import transformers
from safetensors.torch import load_file, save_file

GPT2 = {"vocab_size": 61, "n_positions": 12, "n_embd": 24, "n_layer": 2, "n_head": 4, "layer_norm_epsilon": 0.1}
BERT = {
    "vocab_size": 61,
    "max_position_embeddings": 12,
    "hidden_size": 24,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 40,
    "layer_norm_eps": 0.1,
    "num_labels": 3,
}
T5_SIZES = {
    "vocab_size": 61,
    "d_model": 24,
    "d_kv": 5,
    "d_ff": 40,
    "num_layers": 2,
    "num_decoder_layers": 3,
    "num_heads": 4,
    "relative_attention_num_buckets": 8,
    "relative_attention_max_distance": 20,
    "layer_norm_epsilon": 0.1,
    "decoder_start_token_id": 0,
}


def randomised(model):
    """Every parameter drawn anew, norms and biases too, so that none is hidden by its start at 0 or 1."""
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_(std=0.3, generator=generator)
    return model.eval()


def disturbed(model):
    """A little noise on every parameter of a fresh model, for sizes at which 0.3 would be far too much."""
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn(parameter.shape, generator=generator), alpha=0.02)
    return model.eval()


def tokens(n=7, seed=1):
    return torch.randint(2, 61, (3, n), generator=torch.Generator().manual_seed(seed))


def publish(model, folder, change=lambda tensors: tensors, **settings):
    """What Hugging Face's save_pretrained writes, with the tensors and config.json as if another had written them."""
    model.save_pretrained(folder)
    save_file(change(load_file(folder / "model.safetensors")), folder / "model.safetensors", metadata={"format": "pt"})
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | settings))
    return folder


def gpt2(**settings):
    return randomised(transformers.GPT2LMHeadModel(transformers.GPT2Config(**GPT2 | settings)))


def bert(kind=transformers.BertForPreTraining):
    return randomised(kind(transformers.BertConfig(**BERT)))


def t5(version):
    if version == "1.0":
        return randomised(transformers.T5ForConditionalGeneration(transformers.T5Config(**T5_SIZES)))
    settings = T5_SIZES | {"feed_forward_proj": "gated-gelu", "tie_word_embeddings": False}
    model = transformers.T5ForConditionalGeneration(transformers.T5Config(**settings))
    model.lm_head.weight = torch.nn.Parameter(torch.zeros(61, 24))  # its own: transformers 5 ties it at first
    return randomised(model)


def neox(**settings):
    config = {
        "vocab_size": 61,
        "max_position_embeddings": 12,
        "hidden_size": 24,
        "intermediate_size": 96,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "hidden_act": "gelu_new",
        "layer_norm_eps": 0.1,
        "use_parallel_residual": False,
        "rotary_pct": 1.0,
        "tie_word_embeddings": True,
        "bos_token_id": None,
        "eos_token_id": None,
    }
    return randomised(transformers.GPTNeoXForCausalLM(transformers.GPTNeoXConfig(**config | settings)))


def without_prefix(tensors):
    return {name.partition(".")[2]: tensor for name, tensor in tensors.items()}


def as_on_the_hub(tensors):
    """gpt2's own file: no prefix, and the causal masks."""
    masks = {f"h.{i}.attn.bias": torch.ones(1, 1, 12, 12).tril() for i in range(2)}
    return without_prefix(tensors) | masks


def as_in_2018(tensors):
    """bert-base-uncased's own file: TensorFlow's names of the norms, the tied output once more."""
    old = {
        name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"): tensor
        for name, tensor in tensors.items()
    }
    copies = {
        "cls.predictions.decoder.weight": tensors["bert.embeddings.word_embeddings.weight"].clone(),
        "cls.predictions.decoder.bias": tensors["cls.predictions.bias"].clone(),
    }
    return old | copies | {"bert.embeddings.position_ids": torch.arange(12)[None]}


def with_copy(copy, original):
    return lambda tensors: tensors | {copy: tensors[original].clone()}


def same(tensors):
    return tensors
