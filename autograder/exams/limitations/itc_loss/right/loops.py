def itc_loss(image, text, temperature):
    i = [v / v.square().sum().sqrt() for v in image]
    t = [v / v.square().sum().sqrt() for v in text]
    n, total = len(i), 0
    for k in range(n):
        row = [(i[k] * v).sum() / temperature for v in t]
        column = [(v * t[k]).sum() / temperature for v in i]
        for scores in (row, column):
            largest = max(float(s) for s in scores)
            total = total + sum((s - largest).exp() for s in scores).log() + largest - scores[k]
    return total / (2 * n)
