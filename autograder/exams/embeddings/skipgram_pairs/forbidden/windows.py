# property: values
# hint: forbidden
from course_lib.word_vectors import Windows


def skipgram_pairs(tokens, window):
    centers, contexts = Windows.of([range(len(tokens))], window).pairs()
    return [(tokens[i], tokens[j]) for i, j in zip(centers.tolist(), contexts.tolist())]
