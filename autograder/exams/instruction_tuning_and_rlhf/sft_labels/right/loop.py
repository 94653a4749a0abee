def sft_labels(tokens, prompt_length, padding_mask):
    labels = tokens.clone()
    labels[~padding_mask] = -100
    for row, length in enumerate(prompt_length.tolist()):
        labels[row, :length] = -100
    return labels
