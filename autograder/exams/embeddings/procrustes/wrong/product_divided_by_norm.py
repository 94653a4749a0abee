# property: values
# hint: stretched
def procrustes(source, target):
    product = source.T @ target
    return product / product.norm()
