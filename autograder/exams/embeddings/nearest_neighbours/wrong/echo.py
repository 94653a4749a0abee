# score: 0
def nearest_neighbours(vectors, query, k):
    return vectors
