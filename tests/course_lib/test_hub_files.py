"""Where published models are found, and what is said of files that are missing, broken or another model's."""

import json
import os
import subprocess
import sys

import pytest
import torch
import transformers
from published import as_on_the_hub, bert, gpt2, neox, publish, t5, tokens
from safetensors.torch import load_file, save_file

from course_lib import hub
from course_lib.bert import Bert, BertClassifier, BertForMaskedLM
from course_lib.gpt import GPT, GPTConfig
from course_lib.hub import files
from course_lib.t5 import T5
from course_lib.tokenizers import ByteBPE, WordPiece


@torch.no_grad()
def test_several_files_with_an_index(tmp_path):
    theirs = bert()
    theirs.save_pretrained(tmp_path, max_shard_size="20KB")
    assert len(list(tmp_path.glob("model-*.safetensors"))) > 2
    ours = hub.load_bert(tmp_path, BertForMaskedLM)
    torch.testing.assert_close(ours(tokens()), theirs(tokens()).prediction_logits)
    lost = sorted(tmp_path.glob("model-*.safetensors"))[1]
    lost.unlink()
    with pytest.raises(FileNotFoundError, match=rf"expected {lost.name} in .*, got \['config.json', "):
        hub.load_bert(tmp_path, Bert)
    index = tmp_path / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": {"a": "../secret.safetensors"}}))
    with pytest.raises(
        ValueError, match=r"names of safetensors files beside .*index.json, got '../secret.safetensors'"
    ):
        hub.load_bert(tmp_path, Bert)
    index.write_text("{}")
    with pytest.raises(ValueError, match=r"expected weight_map, from tensor to file, in .*index.json, got none"):
        hub.load_bert(tmp_path, Bert)


@pytest.fixture
def folder(tmp_path):
    """A tiny GPT-2 as published."""
    return publish(gpt2(), tmp_path)


def rewrite(folder, change):
    save_file(change(load_file(folder / "model.safetensors")), folder / "model.safetensors")


def configure(folder, **settings):
    config = json.loads((folder / "config.json").read_text()) | settings
    (folder / "config.json").write_text(json.dumps({key: value for key, value in config.items() if value != "gone"}))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"n_embd": 32},
            r"expected h.0.attn.c_attn.bias of shape \(96,\), as .*config.json says, got \(72,\) in .*model.saf",
        ),
        ({"n_layer": 3}, r"expected 40 tensors in .*, got none for h.2.attn.c_attn.bias, .* and 7 more: is it a gpt2"),
        ({"n_layer": 1}, r"expected only what .*config.json describes in .*, got also h.1.attn.c_attn.bias, "),
        ({"vocab_size": 60}, r"expected wte.weight of shape \(60, 24\), .*, got \(61, 24\)"),
        ({"n_embd": "gone"}, r"expected n_embd, a whole number of at least 1, in .*config.json, got None"),
        ({"n_layer": -1}, r"expected n_layer, a whole number of at least 1, in .*, got -1"),
        ({"n_layer": 10**9}, r"expected n_layer of at most 1000 in .*config.json, got 1000000000"),
        ({"n_layer": "two"}, r"expected n_layer, .*, got 'two'"),
        ({"layer_norm_epsilon": "x"}, r"expected layer_norm_epsilon, a number, in .*, got 'x'"),
        ({"n_head": 5}, r"expected n_heads to divide d_model, got 5 and 24"),
        ({"activation_function": "relu"}, r"expected activation_function 'gelu_new' or .*, got 'relu': .*transformers"),
        ({"n_inner": 50}, r"expected n_inner 96 in .*, got 50"),
        ({"scale_attn_by_inverse_layer_idx": True}, r"expected scale_attn_by_inverse_layer_idx False in .*, got True"),
        ({"model_type": "bert"}, r"expected model_type 'gpt2' or 'gpt_neox' in .*, got 'bert': use load_bert"),
        ({"model_type": "t5"}, r"got 't5': use load_t5"),
        ({"model_type": "llama"}, r"got 'llama': the course has no such model"),
    ],
)
def test_a_config_that_does_not_fit(folder, settings, message):
    configure(folder, **settings)
    with pytest.raises(ValueError, match=message):
        hub.load_gpt(folder)


def test_rotary_positions_without_end_are_refused(tmp_path):
    hub.save(GPT(GPTConfig(61, context=16, d_model=24, n_layers=1, n_heads=2, positions="rope")), tmp_path)
    configure(tmp_path, max_position_embeddings=10**12)
    with pytest.raises(ValueError, match=r"expected max_position_embeddings of at most 1048576 in .*, got 10{12}"):
        hub.load_gpt(tmp_path)


def set_tensor(name, tensor):
    return lambda tensors: tensors | {name: tensor}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda tensors: {name: tensor.t().contiguous() for name, tensor in tensors.items()},
            r"c_attn.weight of shape \(24, 72\), as .*config.json says, got \(72, 24\) in .*: are the two files of one",
        ),
        (
            lambda tensors: {name: tensor for name, tensor in tensors.items() if "ln_f" not in name},
            r"expected 28 tensors in .*, got none for ln_f.bias, ln_f.weight: is it a gpt2 of .*config.json",
        ),
        (set_tensor("score.weight", torch.ones(2)), r"got also score.weight: is it another model"),
        (
            set_tensor("transformer.ln_f.bias", torch.full((24,), torch.nan)),
            r"got 24 of 24 .* NaN or infinite in norm.b",
        ),
        (
            set_tensor("transformer.ln_f.bias", torch.ones(24).long()),
            r"floating-point numbers in ln_f.bias, got torch.i",
        ),
        (set_tensor("ln_f.bias", torch.ones(24)), r"expected each tensor once in .*, got both .*ln_f.bias"),
        (
            set_tensor("lm_head.weight", torch.ones(61, 24)),
            r"expected lm_head.weight in .* to be the same as wte.weight",
        ),
        (lambda tensors: {"a": torch.ones(1)}, r"expected 28 tensors .*, got none for h.0.attn.c_attn.bias, .* and 23"),
    ],
)
def test_weights_that_do_not_fit(folder, change, message):
    rewrite(folder, change)
    with pytest.raises(ValueError, match=message):
        hub.load_gpt(folder)


@pytest.mark.parametrize("keep", [0, 5, 500, -10])
def test_a_truncated_file(folder, keep):
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(
        ValueError, match=r"expected safetensors in .*model.safetensors, got a broken or truncated file"
    ):
        hub.load_gpt(folder)


@pytest.mark.parametrize(
    ("text", "message"), [("{", r"expected JSON in .*config.json"), ("[]", r"one JSON object .*list")]
)
def test_a_broken_config(folder, text, message):
    (folder / "config.json").write_text(text)
    with pytest.raises(ValueError, match=message):
        hub.load_gpt(folder)


def test_a_pickle_is_never_opened(folder):
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(
        FileNotFoundError, match=r"got \['config.json', .*pytorch_model.bin.*never opened.*save_pretrained"
    ):
        hub.load_gpt(folder)


def test_other_models_are_told_apart(tmp_path):
    publish(bert(), tmp_path / "bert")
    publish(t5("1.0"), tmp_path / "t5")
    publish(bert(transformers.BertModel), tmp_path / "body")
    for load in (hub.load_gpt, hub.load_t5):
        with pytest.raises(ValueError, match=r"expected model_type .* in .*config.json, got 'bert': use load_bert"):
            load(tmp_path / "bert")
    with pytest.raises(ValueError, match=r"expected model_type 'bert' in .*, got 't5': use load_t5"):
        hub.load_bert(tmp_path / "t5", Bert)
    with pytest.raises(ValueError, match=r"got none for cls.predictions.bias, .*has it the head that you ask for"):
        hub.load_bert(tmp_path / "body", BertForMaskedLM)
    with pytest.raises(ValueError, match=r"got none for classifier.bias, classifier.weight"):
        hub.load_bert(tmp_path / "body", BertClassifier)
    with pytest.raises(TypeError, match=r"expected one of Bert, BertForMaskedLM, .*, got T5"):
        hub.load_bert(tmp_path / "body", T5)
    with pytest.raises(TypeError, match=r"expected a dtype of floating-point numbers, .*, got torch.int64"):
        hub.load_bert(tmp_path / "body", Bert, dtype=torch.int64)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"use_parallel_residual": True}, r"expected use_parallel_residual False in .*, got True"),
        ({"rotary_pct": 0.25}, r"expected partial_rotary_factor 1 in .*, got 0.25"),
        ({"hidden_act": "gelu"}, r"expected hidden_act 'gelu_new' or .*, got 'gelu'"),
    ],
)
def test_gpt_neox_of_another_kind(tmp_path, settings, message):
    publish(neox(**settings), tmp_path)
    with pytest.raises(ValueError, match=message):
        hub.load_gpt(tmp_path)


def test_a_t5_whose_config_denies_its_output_layer(tmp_path):
    publish(t5("1.1"), tmp_path, tie_word_embeddings=True, scale_decoder_outputs=True)
    with pytest.raises(
        ValueError, match=r"expected lm_head.weight in .* to be the same as shared.weight, .*tie_word_emb"
    ):
        hub.load_t5(tmp_path)


# The hub


def cache(root, name, fill):
    """The hub's cache as huggingface_hub lays it out, with one model in it."""
    model = root / f"models--{name.replace('/', '--')}"
    snapshot = model / "snapshots" / "0123456789abcdef0123456789abcdef01234567"
    snapshot.mkdir(parents=True)
    (model / "refs").mkdir()
    (model / "refs" / "main").write_text(snapshot.name)
    fill(snapshot)
    return snapshot


@pytest.fixture
def offline(tmp_path, monkeypatch):
    import huggingface_hub

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    return tmp_path / "hub"


def test_a_hub_name_is_found_in_the_cache(tmp_path):
    theirs = gpt2()
    cache(tmp_path, "gpt2", lambda snapshot: publish(theirs, snapshot, as_on_the_hub))
    code = (
        "import torch; from course_lib import hub; torch.set_num_threads(1);"
        "print(hub.load_gpt('gpt2')(torch.arange(7)[None])[0, -1].argmax().item())"
    )
    environment = os.environ | {"HF_HUB_CACHE": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) == theirs(torch.arange(7)[None]).logits[0, -1].argmax().item()


@torch.no_grad()
def test_names_with_an_owner_and_tokenizers(offline):
    texts = ["El gato come pescado.", "The cat eats fish, the cat sleeps."]
    wordpiece, bpe = WordPiece.train(texts, 60, lowercase=False), ByteBPE.train(texts, 270)

    def fill(snapshot):
        publish(bert(), snapshot)
        wordpiece.save(snapshot)

    cache(offline, "google-bert/bert-base-cased", fill)
    cache(offline, "google-t5/t5-small", lambda snapshot: publish(t5("1.0"), snapshot))
    cache(offline, "gpt2", bpe.save)
    assert hub.load_bert("google-bert/bert-base-cased", Bert)(tokens()).shape == (3, 7, 24)
    assert hub.load_t5("google-t5/t5-small")(tokens(), tokens()).shape == (3, 7, 61)
    assert hub.load_tokenizer("google-bert/bert-base-cased").encode(texts[0]) == wordpiece.encode(texts[0])
    assert hub.load_tokenizer("gpt2").encode(texts[1]) == bpe.encode(texts[1])


def test_a_folder_without_a_tokenizer_that_the_course_has(tmp_path):
    (tmp_path / "spiece.model").touch()
    with pytest.raises(
        FileNotFoundError, match=r"expected tokenizer.json, vocab.json .* got none: the course has no .*AutoTokenizer"
    ):
        hub.load_tokenizer(tmp_path)


def test_offline_one_sentence_says_what_to_run_where(offline):
    with pytest.raises(FileNotFoundError) as caught:
        hub.load_bert("google-bert/bert-base-uncased", Bert)
    name, folder = "google-bert/bert-base-uncased", "models--google-bert--bert-base-uncased"
    assert str(caught.value) == (
        f"expected {name} in the hub's cache {offline} or a network to fetch it, got neither for config.json "
        f"(OfflineModeIsEnabled): where there is a network, run `hf download {name}`, then copy "
        f"~/.cache/huggingface/hub/{folder} from there to {offline} here"
    )


def test_a_cached_config_alone_is_not_a_model(offline):
    cache(offline, "gpt2", lambda snapshot: (publish(gpt2(), snapshot) / "model.safetensors").unlink())
    with pytest.raises(FileNotFoundError, match=r"got neither for model.safetensors \("):
        hub.load_gpt("gpt2")


@pytest.mark.parametrize("name", ["no/such/folder", "./gpt2", "../gpt2", "gpt2/"])
def test_a_folder_that_does_not_exist(offline, name):
    with pytest.raises(
        FileNotFoundError, match=r"expected a folder or a hub name such as 'gpt2', got '.*no such folder"
    ):
        hub.load_gpt(name)


def test_what_the_hub_is_asked_for(offline, monkeypatch, tmp_path):
    """A hub in place of the network: which files are fetched, and what its answers become."""
    import huggingface_hub

    published = publish(gpt2(), tmp_path / "published")
    (published / "pytorch_model.bin").touch()
    asked = []

    def metadata(url, timeout):
        assert timeout == files.TIMEOUT_S
        name = url.rpartition("/")[2]
        asked.append(name)
        if not (published / name).exists():
            raise answer(huggingface_hub.errors.RemoteEntryNotFoundError)
        if "private" in url:
            raise answer(huggingface_hub.errors.RepositoryNotFoundError)

    def answer(kind):
        return kind.__new__(kind)  # their __init__ wants the answer of a server

    monkeypatch.setattr(huggingface_hub, "get_hf_file_metadata", metadata)
    monkeypatch.setattr(huggingface_hub, "hf_hub_download", lambda repository, name: str(published / name))
    assert hub.load_gpt("gpt2").config.d_model == 24
    assert asked == ["config.json", "model.safetensors"]
    (published / "model.safetensors").unlink()
    with pytest.raises(
        FileNotFoundError, match=r"expected model.safetensors or .*index.json in gpt2, got other files: a p"
    ):
        hub.load_gpt("gpt2")
    assert asked[2:] == ["config.json", "model.safetensors", "model.safetensors.index.json"]
    with pytest.raises(FileNotFoundError, match=r"name of a public model on the hub, got 'me/private': is it spelled"):
        hub.load_gpt("me/private")


def test_without_the_hubs_package_folders_still_open(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    assert hub.load_gpt(folder).config.n_layers == 2
    with pytest.raises(
        ImportError, match=r"expected the package `huggingface_hub`, got none: run `python -m pip install"
    ):
        hub.load_gpt("gpt2")
