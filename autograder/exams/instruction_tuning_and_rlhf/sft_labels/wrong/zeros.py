# score: 0
def sft_labels(tokens, prompt_length, padding_mask):
    return tokens * 0
