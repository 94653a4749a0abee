# score: 0
def procrustes(source, target):
    len(source)
