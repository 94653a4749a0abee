# property: values
# hint: last_left_out
# holds: empty, words, unmodified, long, again
def longest_common_subsequence(a, b):
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i in range(len(a) - 1):
        for j in range(len(b) - 1):
            if a[i] == b[j]:
                table[i + 1][j + 1] = table[i][j] + 1
            else:
                table[i + 1][j + 1] = max(table[i][j + 1], table[i + 1][j])
    return table[max(0, len(a) - 1)][max(0, len(b) - 1)]
