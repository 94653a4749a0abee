def chrf(hypothesis, reference, max_order=6, beta=2.0):
    h, r = hypothesis.split(), reference.split()
    h, r = ''.join(h), ''.join(r)
    orders = min(max_order, len(h), len(r))
    if orders == 0:
        return 0.0
    p = q = 0.0
    for n in range(1, orders + 1):
        ours = [h[i : i + n] for i in range(len(h) - n + 1)]
        theirs = [r[i : i + n] for i in range(len(r) - n + 1)]
        rest, both = list(theirs), 0
        for gram in ours:
            if gram in rest:
                rest.remove(gram)
                both += 1
        p += both / len(ours) / orders
        q += both / len(theirs) / orders
    return 0.0 if p == 0 or q == 0 else 100 * (1 + beta * beta) * p * q / (beta * beta * p + q)
