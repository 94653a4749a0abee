def itc_loss(image, text, temperature):
    i = image / image.norm(dim=1, keepdim=True)
    t = text / text.norm(dim=1, keepdim=True)
    scores = (i @ t.mT) / temperature
    rows, columns = scores.log_softmax(dim=1), scores.log_softmax(dim=0)
    return -0.5 * (rows.diagonal().mean() + columns.diagonal().mean())
