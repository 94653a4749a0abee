# property: values
# hint: all_learned
# holds:
def sft_labels(tokens, prompt_length, padding_mask):
    return tokens + 0
