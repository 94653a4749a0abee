# property: values
# hint: answer_lost
# holds: one_answer, ties, any_labels, one_label, unmodified
import math


def classify_by_verbalizer(log_prob, prompt, verbalizers):
    best, best_score = None, -math.inf
    for label, answers in verbalizers.items():
        score = 0.0
        for i in range(len(answers) - 1):
            score += math.exp(log_prob(prompt, answers[i]))
        if score > best_score:
            best, best_score = label, score
    return best
