# property: values
# hint: stretched
# holds: stretched, dtype, unmodified
def procrustes(source, target):
    product = source.T @ target
    return product / product.norm()
