# property: values
# hint: index_wraps
# holds: empty, words, unmodified, long, again
def longest_common_subsequence(a, b):
    if not a or not b:
        return 0
    table = [[0] * len(b) for _ in a]
    for i in range(len(a)):
        for j in range(len(b)):
            if a[i] == b[j]:
                table[i][j] = table[i - 1][j - 1] + 1
            else:
                table[i][j] = max(table[i - 1][j], table[i][j - 1])
    return table[-1][-1]
