# score: 0
def procrustes(source, target):
    return source
