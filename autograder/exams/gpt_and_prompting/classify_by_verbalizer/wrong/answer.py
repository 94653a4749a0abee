# property: values
# hint: answer_returned
# holds: one_answer, ties, tiny, unmodified
def classify_by_verbalizer(log_prob, prompt, verbalizers):
    pairs = [(log_prob(prompt, a), a) for answers in verbalizers.values() for a in answers]
    return max(pairs)[1]
