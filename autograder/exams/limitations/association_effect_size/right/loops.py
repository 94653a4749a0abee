import math


def association_effect_size(x, y, a, b):
    def cosine(u, v):
        return float(u @ v / (u.norm() * v.norm()))
    def s(w):
        return sum(cosine(w, v) for v in a) / len(a) - sum(cosine(w, v) for v in b) / len(b)
    one, other = [s(w) for w in x], [s(w) for w in y]
    everyone = one + other
    mean = sum(everyone) / len(everyone)
    deviation = math.sqrt(sum((v - mean) ** 2 for v in everyone) / (len(everyone) - 1))
    return (sum(one) / len(one) - sum(other) / len(other)) / deviation
