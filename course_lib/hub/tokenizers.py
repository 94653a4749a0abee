"""Published tokenizers: tokenizer.json, which says all of one, or the files it had before, vocab.json or vocab.txt."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from course_lib.hub.files import find, need
from course_lib.tokenizers import ByteBPE, Tokenizer, WordPiece
from course_lib.tokenizers.base import CONFIG_FILE, VOCAB_FILE, check_vocab, read_json
from course_lib.tokenizers.bpe import MERGES_FILE
from course_lib.tokenizers.pairs import Pair
from course_lib.tokenizers.wordpiece import CONTINUES, LONGEST_WORD, SPECIAL, UNKNOWN, VOCAB_TXT

TOKENIZER_FILE = "tokenizer.json"
OTHERS = "the course has no such tokenizer, `transformers.AutoTokenizer` reads it"


def load_tokenizer(source: str | Path) -> Tokenizer:
    """GPT-2's byte-level BPE or BERT's WordPiece: from tokenizer.json, all that transformers 5 writes, or from
    vocab.json and merges.txt, or from vocab.txt.

    FileNotFoundError where there is none of them. ValueError for another tokenizer, such as T5's Unigram, or one that
    differs in any step: it names what differs.
    """
    path = find(source, TOKENIZER_FILE, VOCAB_FILE, VOCAB_TXT)
    if path is None:
        raise FileNotFoundError(
            f"expected {TOKENIZER_FILE}, {VOCAB_FILE} with {MERGES_FILE} or {VOCAB_TXT} in {source}, got none: {OTHERS}"
        )
    if path.name == TOKENIZER_FILE:
        return from_json(path)
    if path.name == VOCAB_FILE:
        return ByteBPE.from_files(path, need(source, MERGES_FILE))
    with suppress(FileNotFoundError):  # it says whether the model knows capitals, and not every model has it
        find(source, CONFIG_FILE)
    return WordPiece.load(path.parent)


def from_json(path: Path) -> Tokenizer:
    """From tokenizer.json. Its `model` cuts words into tokens; what comes before it must be what GPT-2 or BERT does."""
    content = read_json(path)
    model = content.get("model") if isinstance(content, dict) else None
    if not isinstance(model, dict):
        raise ValueError(f"expected a JSON object with a model in {path}, got none: is it a tokenizer's?")
    kind = model.get("type") or _kind(model)
    _require(path, "model", kind, "BPE", "WordPiece")
    added = _added(content, path)
    vocab = check_vocab(model.get("vocab"), path) | added
    steps = {part: _steps(content.get(part)) for part in ("normalizer", "pre_tokenizer")}
    if kind == "WordPiece":
        return _wordpiece(path, model, vocab, [token for token in vocab if token in added or token in SPECIAL], steps)
    _require(path, "normalizer", steps["normalizer"], [])
    spaces = {"type": "ByteLevel", "add_prefix_space": False, "use_regex": True}
    _require(path, "pre_tokenizer", steps["pre_tokenizer"], [spaces])
    for name in ("dropout", "continuing_subword_prefix", "end_of_word_suffix", "ignore_merges"):
        _require(path, name, model.get(name) or None, None)
    return ByteBPE(vocab, [_pair(line, path) for line in model.get("merges") or ()], list(added))


def _wordpiece(
    path: Path, model: Mapping[str, Any], vocab: dict[str, int], special: list[str], steps: Mapping[str, list[Any]]
) -> WordPiece:
    _require(path, "unk_token", model.get("unk_token"), UNKNOWN)
    _require(path, "continuing_subword_prefix", model.get("continuing_subword_prefix"), CONTINUES)
    _require(path, "max_input_chars_per_word", model.get("max_input_chars_per_word"), LONGEST_WORD)
    _require(path, "pre_tokenizer", steps["pre_tokenizer"], [{"type": "BertPreTokenizer"}])
    known = {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True}
    cased = known | {"lowercase": False, "strip_accents": False}
    lower = known | {"lowercase": True, "strip_accents": True}
    # Accents go with capitals unless the file says otherwise.
    told = [step | {"strip_accents": step.get("lowercase")} if step.get("strip_accents") is None else step
            for step in steps["normalizer"]]  # fmt: skip
    _require(path, "normalizer", told, [cased], [lower])
    return WordPiece(vocab, special, lowercase=told == [lower])


def _added(content: Mapping[str, Any], path: Path) -> dict[str, int]:
    """The tokens that stand for no text, and their ids."""
    try:
        return {token["content"]: token["id"] for token in content.get("added_tokens") or ()}
    except (KeyError, TypeError):
        raise ValueError(f"expected added_tokens with content and id in {path}, got others: save it again") from None


def _kind(model: Mapping[str, Any]) -> str:
    """The model's type in files that are too old to say it."""
    if "merges" in model:
        return "BPE"
    if "max_input_chars_per_word" in model:
        return "WordPiece"
    return "WordLevel" if isinstance(model.get("vocab"), dict) else "Unigram"


def _steps(part: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """A part of tokenizer.json as the steps it is made of, without what does not change ids."""
    if part is None:
        return []
    if part.get("type") == "Sequence":
        return [step for inner in part.get("normalizers") or part.get("pretokenizers") or () for step in _steps(inner)]
    step = {name: value for name, value in part.items() if name != "trim_offsets"}
    return [{"use_regex": True, **step} if step.get("type") == "ByteLevel" else step]


def _pair(line: Any, path: Path) -> Pair:
    """A merge, which older files write as one text."""
    parts = line.split(" ") if isinstance(line, str) else line
    if not isinstance(parts, list) or len(parts) != 2 or not all(isinstance(part, str) for part in parts):
        raise ValueError(f"expected merges of two tokens in {path}, got {line!r:.40}: fetch or save it again")
    return parts[0], parts[1]


def _require(path: Path, name: str, found: Any, *wanted: Any) -> None:
    if found not in wanted:
        raise ValueError(f"expected {name} {' or '.join(map(str, wanted))} in {path}, got {found!s:.200}: {OTHERS}")
