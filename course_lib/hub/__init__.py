"""Published weights in and out, in Hugging Face's format.

model, tokenizer = load_gpt("gpt2"), load_tokenizer("gpt2")         # the hub's name, or a folder
bert = load_bert("google-bert/bert-base-uncased", BertForMaskedLM)  # or Bert, BertForPretraining, BertClassifier, …
save(model, "my-gpt", tokenizer)                                    # GPT2LMHeadModel.from_pretrained opens it

A hub name is looked for in the hub's cache on this machine, then on the network. Only config.json, safetensors and the
tokenizer's files are fetched, and nothing is ever unpickled. T5's tokenizer, Unigram, is left out:
`transformers.AutoTokenizer` reads it.

Reading order: models (load and save), formats (what there is to know of a kind of published model: gpt, bert, t5),
files (where they are, and what is in them), tokenizers.
"""

from course_lib.hub.models import load_bert, load_gpt, load_t5, save
from course_lib.hub.tokenizers import load_tokenizer

__all__ = ["load_bert", "load_gpt", "load_t5", "load_tokenizer", "save"]
