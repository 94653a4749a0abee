# property: unmodified
# hint: mutated
# holds: values, empty, words, same, repeated, long, again
def longest_common_subsequence(a, b):
    count, rows = len(b), [0] * (len(b) + 1)
    while a:
        item, row = a.pop(0), [0]
        for j, other in enumerate(b):
            row.append(rows[j] + 1 if item == other else max(rows[j + 1], row[-1]))
        rows = row
    return rows[count]
