# property: values
# hint: forbidden
from course_lib.word_vectors import WordVectors

import torch


def nearest_neighbours(vectors, query, k):
    words = tuple(map(str, range(len(vectors))))
    found = WordVectors(words, vectors).neighbours(words[query], k)
    return torch.tensor([int(word) for word, _ in found]), torch.tensor([cosine for _, cosine in found])
