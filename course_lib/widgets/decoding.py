"""What can be pushed in notebook 08, and its questions."""

from collections.abc import Sequence

import ipywidgets
import torch
from torch import Tensor

from course_lib.decoding import GREEDY, Choice, Strategy, choices, search_beams
from course_lib.figures import decoding as draw
from course_lib.figures.theme import Picture
from course_lib.language import mark, text
from course_lib.prompting import LanguageModel
from course_lib.serving import PUBLISHED, serving_memory, tokens_per_second
from course_lib.widgets.base import Explorer, Question, explorer

# Controls of the playground that do nothing under a strategy.
IDLE = {
    "draw": ("beams",),
    "greedy": ("temperature", "top_k", "top_p", "beams", "seed"),
    "beams": ("temperature", "top_k", "top_p", "seed"),
}
BEAM_STEPS = 6  # of the playground: what a picture can hold

QUESTIONS = {
    "greedy-goes-on": Question(
        mark(
            "Always taking the likeliest token, the model writes on, one document after another. The longer it writes…"
        ),
        (mark("the more varied it gets"), mark("the more it repeats itself"), mark("the more mistakes it makes")),
        1,
        mark(
            "What it has just written becomes the likeliest to come again, and nothing ever pushes it off that way. "
            "Large models do it too (Holtzman et al. 2020)."
        ),
    ),
    "hot": Question(
        mark(
            "After “Positive review:” some twenty tokens hold 95 % of the probability; the other four thousand share "
            "the rest. At temperature 2 those twenty hold…"
        ),
        (mark("95 %, as before"), mark("about 80 %"), mark("less than half")),
        2,
        mark(
            "Halving the scores takes square roots of the probabilities, up to a constant. Each unlikely token gains "
            "little, but there are four thousand of them."
        ),
    ),
    "same-k": Question(
        mark("Keep the 10 likeliest tokens, always. After which beginning does that cut away something worth keeping?"),
        (mark("where the model is sure"), mark("where many tokens fit"), mark("nowhere")),
        1,
        mark(
            "Where a name must follow, more than twenty fit equally well. Where the model is sure, 10 is too many: "
            "most of them are noise."
        ),
    ),
    "likeliest-text": Question(
        mark("Beam search with more beams finds texts that the model thinks likelier. They are…"),
        (mark("better stories"), mark("more monotonous stories"), mark("the same stories")),
        1,
        mark(
            "What people write is not what is likeliest: it holds surprises. Searching harder for likelihood gives "
            "safe, short and repeated words (Holtzman et al. 2020; Stahlberg and Byrne 2019)."
        ),
    ),
    "which-slows": Question(
        mark("Without a cache, the 200th token of a text, against the 20th, takes…"),
        (mark("as long"), mark("several times as long"), mark("less: the model is warm")),
        1,
        mark(
            "All 200 tokens are read again to choose one more, so the work of a step grows with the text. Small models "
            "hide part of it: a call has a fixed price too."
        ),
    ),
    "what-fills": Question(
        mark(
            "A model of 8 billion parameters, 16 bits each, serves 64 texts of 8,192 tokens at once. What takes more "
            "memory?"
        ),
        (mark("the weights"), mark("the cache"), mark("they are equal")),
        1,
        mark(
            "The weights are 16 GB whatever happens; the cache grows with every text and every token: here 69 GB, even "
            "though four queries share each key."
        ),
    ),
}


@torch.inference_mode()
def next_logits(lm: LanguageModel, prompt: str) -> Tensor:
    """Scores (vocabulary,) of the token after the prompt."""
    return lm.model(torch.tensor([lm.begin(prompt)]))[0, -1]


def filter_explorer(lm: LanguageModel, prompts: Sequence[str], names: Sequence[str]) -> Explorer:
    """Next-token bars after one of the prompts, changed by temperature, top-k and top-p."""
    logits = {prompt: next_logits(lm, prompt) for prompt in prompts}
    nothing = torch.zeros(1, 0, dtype=torch.long)

    def picture(prompt: str, temperature: float, top_k: int, top_p: float) -> Picture:
        strategy = Strategy(temperature=temperature, top_k=top_k or None, top_p=top_p)
        filtered = strategy.filtered(logits[prompt][None], nothing)[0]
        return draw.next_token_bars(names, logits[prompt], filtered)

    return explorer(
        picture,
        text("a temperature of 2, and then p = 0.9 to cut off what it lets in; then k = 2 on each beginning."),
        prompt=ipywidgets.Dropdown(options=list(prompts), description=text("after")),
        temperature=_slider(text("temperature"), 0.2, 2.0, 0.1, 1.0),
        top_k=ipywidgets.SelectionSlider(
            options=[(text("all"), 0), *((str(k), k) for k in (1, 2, 3, 5, 8, 10, 20, 50))], value=0, description="k"
        ),
        top_p=_slider("p", 0.1, 1.0, 0.05, 1.0),
    )


def _slider(name: str, low: float, high: float, step: float, value: float) -> ipywidgets.FloatSlider:
    slider = ipywidgets.FloatSlider(value=value, min=low, max=high, step=step, description=name, readout_format=".2f")
    slider.style.description_width = "initial"  # "temperature" is longer than the room that is usual
    return slider


def playground(lm: LanguageModel, prompt: str, names: Sequence[str], *, new_tokens: int = 32) -> Explorer:
    """Write after any prompt, by any strategy, and walk through the text: at each token, what it was chosen from."""

    def picture(
        prompt: str,
        strategy: str,
        temperature: float,
        top_k: int,
        top_p: float,
        beams: int,
        seed: int,
        step: int,
    ) -> Picture:
        if (n := len(lm.begin(prompt))) + new_tokens > (context := lm.model.config.context):
            return draw.playground(names, text("The prompt has {n} tokens; the model reads {context}, of which "
                                               "{new} are still to be written.", n=n, context=context,
                                               new=new_tokens), [], 0)  # fmt: skip
        if strategy == "beams":
            ids = torch.tensor(lm.begin(prompt))
            steps = search_beams(lambda tokens: _next_log_probs(lm, tokens), ids, beams, BEAM_STEPS, lm.end_id)
            written = steps[-1][0].tokens[len(ids) :].tolist()
            return draw.playground(names, prompt, written, min(step, len(written) - 1), beams=steps)
        how = GREEDY if strategy == "greedy" else Strategy(temperature=temperature, top_k=top_k or None, top_p=top_p)
        made = list(choices(lm.model, [lm.begin(prompt)], new_tokens, how, {lm.end_id}, seed))
        return _at(names, prompt, made, min(step, len(made) - 1))

    return explorer(
        picture,
        text("one strategy after another; then move the step along the text and see what else could have come."),
        idle=lambda values: IDLE[values["strategy"]],
        prompt=ipywidgets.Text(value=prompt, description=text("prompt"), continuous_update=False),
        strategy=ipywidgets.ToggleButtons(
            options=[(text("draw"), "draw"), (text("greedy"), "greedy"), (text("beams"), "beams")], value="draw"
        ),
        temperature=_slider(text("temperature"), 0.2, 2.0, 0.1, 1.0),
        top_k=ipywidgets.SelectionSlider(
            options=[(text("all"), 0), *((str(k), k) for k in (1, 2, 5, 10, 50))], value=0, description="k"
        ),
        top_p=_slider("p", 0.1, 1.0, 0.05, 0.9),
        beams=ipywidgets.IntSlider(value=3, min=1, max=4, description=text("beams")),
        seed=ipywidgets.IntSlider(value=1, min=0, max=20, description=text("draw no.")),
        step=ipywidgets.IntSlider(value=1, min=0, max=new_tokens - 1, description=text("step")),
    )


def _at(names: Sequence[str], prompt: str, made: Sequence[Choice], step: int) -> Picture:
    """The text made, and the scores of one of its steps."""
    written = [int(choice.tokens) for choice in made]
    return draw.playground(names, prompt, written, step, scores=(made[step].logits[0], made[step].filtered[0]))


@torch.inference_mode()
def _next_log_probs(lm: LanguageModel, tokens: Tensor) -> Tensor:
    return lm.model(tokens)[:, -1].log_softmax(dim=-1)


def serving_explorer() -> Explorer:
    """Memory of weights and cache for a published model, and what fits where."""
    sizes = [2**power for power in range(15)]

    def picture(model: int, batch: int, length: int, weight_bits: int, cache_bits: int) -> Picture:
        memory = serving_memory(PUBLISHED[model], batch, length, weight_bits=weight_bits, cache_bits=cache_bits)
        return draw.memory_parts(memory, tokens_per_second(memory, batch, draw.H100_GB_PER_S), batch)

    return explorer(
        picture,
        text("at which batch does the cache outgrow the weights? Then halve the bits of each and look at the speed."),
        model=ipywidgets.Dropdown(
            options=[(model.name, index) for index, model in enumerate(PUBLISHED)], value=3, description=text("model")
        ),
        batch=ipywidgets.SelectionSlider(options=sizes[:9], value=64, description=text("batch")),
        length=ipywidgets.SelectionSlider(options=sizes[7:], value=8192, description=text("tokens")),
        weight_bits=_bits(text("weights")),
        cache_bits=_bits(text("cache")),
    )


def _bits(name: str) -> ipywidgets.ToggleButtons:
    buttons = ipywidgets.ToggleButtons(
        options=[(text("{n} bits", n=n), n) for n in (16, 8, 4)], value=16, description=name
    )
    buttons.style.button_width = "5em"
    return buttons
