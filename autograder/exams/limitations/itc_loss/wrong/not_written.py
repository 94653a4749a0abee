# score: 0
def itc_loss(image, text, temperature):
    raise NotImplementedError
