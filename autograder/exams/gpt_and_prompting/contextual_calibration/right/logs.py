def contextual_calibration(label_probs, content_free_probs):
    return (label_probs.log() - content_free_probs.log()).softmax(dim=-1)
