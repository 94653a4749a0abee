# score: 0
def classify_by_verbalizer(log_prob, prompt, verbalizers):
    raise NotImplementedError
