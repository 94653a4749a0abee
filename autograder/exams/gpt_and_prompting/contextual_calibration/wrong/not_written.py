# score: 0
def contextual_calibration(label_probs, content_free_probs):
    raise NotImplementedError
