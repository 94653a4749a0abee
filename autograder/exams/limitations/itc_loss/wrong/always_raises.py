# score: 0
def itc_loss(image, text, temperature):
    raise RuntimeError('not today')
