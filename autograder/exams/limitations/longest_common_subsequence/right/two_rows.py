def longest_common_subsequence(a, b):
    before = [0] * (len(b) + 1)
    for item in a:
        row = [0]
        for j, other in enumerate(b):
            row.append(before[j] + 1 if item == other else max(before[j + 1], row[-1]))
        before = row
    return before[-1]
