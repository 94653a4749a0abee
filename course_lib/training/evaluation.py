"""What a language model learned of the tiny world: each ability as a share of right answers on fixed prompts."""

import math
import random
import re
from collections.abc import Mapping, Sequence

import torch

from course_lib.gpt import training_loss
from course_lib.prompting import LanguageModel, unanswered
from course_lib.rows import document_rows
from course_lib.world import LANGUAGES, Corpus, Document, Fact, Language
from course_lib.world.questions import LINES, ask
from course_lib.world.reviews import LABELLED, WORDS
from course_lib.world.scene import Scene
from course_lib.world.translations import FORMATS

SHOTS = (0, 1, 3)
# Tasks whose question is also that of other tasks (camina → caminó, caminar or caminan?), so that only examples tell
# which is meant; and one of them alone.
AMBIGUOUS: Mapping[Language, tuple[str, ...]] = {
    "es": ("plural", "article", "past", "infinitive", "many", "again", "translate"),
    "en": ("plural", "article", "past", "infinitive", "ing", "again", "translate"),
}
ONE_TASK: Mapping[Language, tuple[str, ...]] = {"es": ("many",), "en": ("article",)}


def scores(lm: LanguageModel, data: Corpus) -> dict[str, float]:
    """Every measure below, by name. Takes about a minute for model S on one core."""
    measured: dict[str, float] = {}
    for language in LANGUAGES:
        asked = [fact for facts in data.world.asked.values() for fact in facts]
        measured[f"facts_{language}"] = fact_accuracy(lm, data, asked, language)
        measured[f"facts_never_asked_{language}"] = fact_accuracy(lm, data, data.world.hidden, language)
        measured[f"sentiment_zero_shot_{language}"] = sentiment_accuracy(lm, data, language)
        source, target = ("es", "en") if language == "es" else ("en", "es")
        measured[f"translation_{source}_{target}"] = translation_accuracy(lm, data, language)
        patterns = new_patterns(data, language)
        for shots in SHOTS:
            measured[f"patterns_{shots}_shot_{language}"] = pattern_accuracy(lm, patterns, AMBIGUOUS[language], shots)
            measured[f"one_pattern_{shots}_shot_{language}"] = pattern_accuracy(lm, patterns, ONE_TASK[language], shots)
        measured[f"lookup_{language}"] = lookup_accuracy(lm, data, language)
        measured[f"sums_{language}"] = sum_accuracy(lm, data, language)
        measured[f"bits_per_byte_{language}"] = bits_per_byte(lm, data, language)
    return measured


def fact_accuracy(lm: LanguageModel, data: Corpus, facts: Sequence[Fact], language: Language) -> float:
    """Questions about facts, worded as the corpus words them (one wording each, drawn), answered exactly."""
    scene = Scene(language, data.world.grammars, random.Random("facts"))
    asked = [ask(scene, fact) for fact in facts]
    prompts = [unanswered(LINES[language], question) for question, _ in asked]
    return exact_match(lm, prompts, [answer for _, answer in asked])


def sentiment_accuracy(lm: LanguageModel, data: Corpus, language: Language, limit: int = 300) -> float:
    """Held-out reviews: is the right label's word likelier than the other's, with no example shown?"""
    found = data.select("test", language=language, kinds=("review",))
    reviews = list({d.labels["review"]: d.labels["sentiment"] for d in found}.items())[:limit]
    words = WORDS[language]
    prompts = [unanswered(LABELLED[language], review) for review, _ in reviews]
    positive, negative = (
        lm.log_probs(prompts, [f" {words[sentiment]}"] * len(prompts)) for sentiment in ("positive", "negative")
    )
    right = torch.tensor([sentiment == "positive" for _, sentiment in reviews])
    return float(((positive > negative) == right).double().mean())


def translation_accuracy(lm: LanguageModel, data: Corpus, language: Language, limit: int = 300) -> float:
    """Held-out sentences of `language`, translated into the other one word for word as the reference."""
    documents = data.select("test", language=language, kinds=("translation",))
    to_english = language == "es"
    frame = FORMATS[0 if to_english else 1]
    source, target = ("spanish", "english") if to_english else ("english", "spanish")
    pairs = list({d.labels[source]: d.labels[target] for d in documents}.items())[:limit]
    return exact_match(lm, [unanswered(frame, said) for said, _ in pairs], [meant for _, meant in pairs])


def new_patterns(data: Corpus, language: Language, count: int = 3600) -> list[Document]:
    """Of `count` new documents of the test split, those with a line to answer and as many before it as are ever shown.

    One document in thirty that is drawn belongs to that split, so this takes a second or two.
    """
    drawn = data.more("pattern", count, language=language, split="test")
    return [document for document in drawn if document.text.count("\n") >= max(SHOTS)]


def pattern_accuracy(
    lm: LanguageModel, patterns: Sequence[Document], tasks: Sequence[str], shots: int, limit: int = 300
) -> float:
    """Tasks that only examples tell (perro → perros): the last line of new documents, after `shots` of the others.

    Without examples the task cannot be known, and the answer is right by luck: about one time in three or four.
    """
    documents = [document for document in patterns if document.labels["task"] in tasks][:limit]
    prompts, answers = [], []
    for document in documents:
        lines = document.text.split("\n")[-shots - 1 :]
        answers.append(document.labels["answer"])
        prompts.append("\n".join(lines).removesuffix(f" {answers[-1]}"))
    return exact_match(lm, prompts, answers)


def lookup_accuracy(lm: LanguageModel, data: Corpus, language: Language, limit: int = 300) -> float:
    """Invented people, told and asked in the same document: the answer is in the context, among one to three others."""
    documents = data.more("lookup", limit, language=language, split="test")
    answers = [f"{document.labels['answer']}." for document in documents]
    prompts = [d.text.removesuffix(f" {answer}") for d, answer in zip(documents, answers, strict=True)]
    return exact_match(lm, prompts, answers)


def sum_accuracy(lm: LanguageModel, data: Corpus, language: Language, limit: int = 200) -> float:
    """Sums and differences below a hundred that no training document holds: 12 + 30 = 42."""
    documents = data.select("test", language=language, kinds=("arithmetic",))
    prompts, answers = [], []
    for asked in list(dict.fromkeys(s for d in documents for s in d.labels["sums"].split()))[:limit]:
        a, sign, b = re.split("([+-])", asked)
        prompts.append(f"{a} {sign} {b} =")
        answers.append(str(int(a) + int(b) if sign == "+" else int(a) - int(b)))
    return exact_match(lm, prompts, answers)


def bits_per_byte(lm: LanguageModel, data: Corpus, language: Language) -> float:
    """Surprise of the validation documents, in bits per byte of UTF-8, the end of each document included."""
    texts = data.texts("validation", language=language)
    nats, _ = surprise(lm, texts)
    return nats / math.log(2) / sum(len(text.encode()) for text in texts)


def nats_per_token(lm: LanguageModel, data: Corpus) -> float:
    """Surprise of the validation documents that base models learn the like of, in nats per token."""
    nats, tokens = surprise(lm, data.texts("validation", without=("instruction",)))
    return nats / tokens


def surprise(lm: LanguageModel, texts: Sequence[str]) -> tuple[float, int]:
    """−log P of the texts together, in nats, and how many tokens that counts: each text's, and its end."""
    ids = [row for row in lm.tokenizer.encode_all(texts) if row]  # an empty text has no row to wait for
    rows = document_rows(ids, end_id=lm.end_id, context=lm.model.config.context, tokens_per_batch=8192)
    nats, tokens, left = 0.0, 0, len(ids)
    with torch.inference_mode():
        for batch in rows:
            counted = int(batch.mask[:, 1:].sum())
            nats += float(training_loss(lm.model, batch.tokens, batch.mask)) * counted
            tokens, left = tokens + counted, left - len(batch.tokens)
            if left <= 0:
                break
    return nats, tokens


def exact_match(lm: LanguageModel, prompts: Sequence[str], answers: Sequence[str], max_new_tokens: int = 40) -> float:
    """The share of prompts after which the model writes the answer and then ends the line or the document."""
    written = lm.write(prompts, max_new_tokens)
    return sum(text == answer for text, answer in zip(written, answers, strict=True)) / len(prompts)
