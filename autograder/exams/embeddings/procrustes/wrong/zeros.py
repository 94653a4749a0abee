# score: 0
def procrustes(source, target):
    return source.T @ target * 0
