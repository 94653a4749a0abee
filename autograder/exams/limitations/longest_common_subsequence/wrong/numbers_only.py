# property: words
# hint: words
# holds: values, empty, unmodified, same, repeated, long, again
def longest_common_subsequence(a, b):
    a, b = [int(i) for i in a], [int(i) for i in b]
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a)):
        for j in range(len(b)):
            if a[i] == b[j]:
                table[i + 1][j + 1] = table[i][j] + 1
            else:
                table[i + 1][j + 1] = max(table[i][j + 1], table[i + 1][j])
    return table[len(a)][len(b)]
