# property: again
# hint: remembers_calls
# holds: values, empty, words, unmodified, same, repeated, long
known = {}


def longest_common_subsequence(a, b):
    key = len(a), str(b)
    if key in known:
        return known[key]
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a)):
        for j in range(len(b)):
            if a[i] == b[j]:
                table[i + 1][j + 1] = table[i][j] + 1
            else:
                table[i + 1][j + 1] = max(table[i][j + 1], table[i + 1][j])
    known[key] = table[len(a)][len(b)]
    return known[key]
