# score: 0
def sft_labels(tokens, prompt_length, padding_mask):
    raise NotImplementedError
