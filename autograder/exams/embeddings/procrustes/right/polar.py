import torch


def procrustes(source, target):
    # no decomposition: Newton's iteration towards the orthogonal factor, where the product can be inverted
    product = source.T.double() @ target.double()
    if torch.linalg.matrix_rank(product) < len(product):
        u, _, v = torch.linalg.svd(product)
        return (u @ v).to(source.dtype)
    w = product / product.norm()
    for _ in range(100):
        w = 0.5 * (w + torch.linalg.inv(w).T)
    return w.to(source.dtype)
