"""Asking a language model: how likely an answer is after a prompt, and what it writes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.decoding import GREEDY, Strategy, generate
from course_lib.gpt import GPT, token_log_probs
from course_lib.rows import padded
from course_lib.tokenizers import Tokenizer
from course_lib.tokenizers.base import check_texts
from course_lib.tokenizers.bpe import END_OF_TEXT

Label = TypeVar("Label")


@dataclass(frozen=True)
class LanguageModel:
    """A model and its tokenizer: text in, text out. Every prompt begins a document."""

    model: GPT
    tokenizer: Tokenizer

    def log_probs(self, prompts: Sequence[str], answers: Sequence[str]) -> Float[Tensor, " n"]:
        """log P(answer | prompt) in nats, one per pair, summed over the answer's tokens. An answer that is a new word
        begins with a space. ValueError for an empty answer."""
        ids = [(self.begin(prompt), self.tokenizer.encode(answer)) for prompt, answer in _pairs(prompts, answers)]
        return answer_log_probs(self.model, [prompt for prompt, _ in ids], [answer for _, answer in ids])

    def write(
        self,
        prompts: Sequence[str],
        max_new_tokens: int = 32,
        *,
        one_line: bool = True,
        strategy: Strategy = GREEDY,
        seed: int = 0,
        batch_size: int = 128,
    ) -> list[str]:
        """What the model writes after each prompt, to the end of the document or, with one_line, of the line; without
        spaces around it."""
        stop_ids = {self.end_id, *self._line_ends} if one_line else {self.end_id}
        ids = [self.begin(prompt) for prompt in check_texts(prompts)]
        written: list[list[int]] = []
        for start in range(0, len(ids), batch_size):
            some, draws = ids[start : start + batch_size], seed + start  # other draws for each batch
            written += generate(self.model, some, max_new_tokens, strategy=strategy, stop_ids=stop_ids, seed=draws)
        return [self.tokenizer.decode(row).strip() for row in written]

    @cached_property
    def end_id(self) -> int:
        return self.tokenizer.vocab[END_OF_TEXT]

    def begin(self, prompt: str) -> list[int]:
        """The ids of a prompt that begins a document."""
        return [self.end_id, *self.tokenizer.encode(prompt)]

    @cached_property
    def _line_ends(self) -> list[int]:
        return [i for i in range(len(self.tokenizer)) if "\n" in self.tokenizer.decode([i])]


@torch.inference_mode()
def answer_log_probs(
    model: GPT, prompts: Sequence[Sequence[int]], answers: Sequence[Sequence[int]], batch_size: int = 48
) -> Float[Tensor, " n"]:
    """log P(answer | prompt) in nats for rows of ids, one per pair. ValueError for an empty prompt or answer."""
    if not all(prompts) or not all(answers):
        raise ValueError("expected prompts and answers of at least one token each, got an empty one")
    scores = [torch.zeros(0)]
    for start in range(0, len(prompts), batch_size):
        pairs = list(zip(prompts[start : start + batch_size], answers[start : start + batch_size], strict=True))
        rows = padded([[*prompt, *answer] for prompt, answer in pairs], 0)
        begins = torch.tensor([len(prompt) for prompt, _ in pairs])[:, None]
        counted = (torch.arange(1, rows.tokens.shape[1]) >= begins) & rows.mask[:, 1:]
        hidden = model.hidden(rows.tokens[:, :-1])
        scores.append(token_log_probs(model, hidden, rows.tokens[:, 1:], counted).sum(1))
    return torch.cat(scores)


def classify_by_verbalizer(
    log_prob: Callable[[str, str], float], prompt: str, verbalizers: Mapping[Label, Sequence[str]]
) -> Label:
    """The label whose answers are likeliest together after the prompt (Schick and Schütze 2021): probabilities of its
    answers summed, in log space; the first label on ties.

    >>> log_probs = {" good": -1.2, " great": -1.6, " bad": -0.9}  # 0.30, 0.20, 0.41
    >>> verbalizers = {"positive": [" good", " great"], "negative": [" bad"]}
    >>> classify_by_verbalizer(lambda prompt, answer: log_probs[answer], "It was", verbalizers)
    'positive'
    """
    scores = {
        label: torch.logsumexp(torch.tensor([log_prob(prompt, answer) for answer in answers], dtype=torch.float64), 0)
        for label, answers in verbalizers.items()
    }
    return max(scores, key=lambda label: float(scores[label]))


def contextual_calibration(
    label_probs: Float[Tensor, "batch labels"], content_free_probs: Float[Tensor, " labels"]
) -> Float[Tensor, "batch labels"]:
    """p / p_cf, each row renormalised: what the prompt alone favours is taken out (Zhao et al. 2021, section 5).

    >>> contextual_calibration(torch.tensor([[0.6, 0.4]]), torch.tensor([0.75, 0.25]))
    tensor([[0.3333, 0.6667]])
    """
    ratio = label_probs / content_free_probs
    return ratio / ratio.sum(-1, keepdim=True)


def unanswered(frame: str, question: str) -> str:
    """A frame with two gaps, the question filled in, up to where the answer begins."""
    return frame.format(question, "").rstrip()


def _pairs(prompts: Sequence[str], answers: Sequence[str]) -> list[tuple[str, str]]:
    if isinstance(prompts, str) or isinstance(answers, str):
        raise TypeError("expected several prompts and several answers, got one text: put a single one in a list")
    if len(prompts) != len(answers):
        raise ValueError(f"expected an answer per prompt, got {len(prompts)} prompts and {len(answers)} answers")
    return list(zip(prompts, answers, strict=True))
