# property: values
# hint: stretched
def procrustes(source, target):
    return source.T @ target / len(source)
