# score: 0
def procrustes(source, target):
    raise RuntimeError('not today')
