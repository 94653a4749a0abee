# property: values
# hint: remembers_calls
# holds:
def longest_common_subsequence(a, b, table={}):
    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            if (i, j) not in table:
                if min(i, j) == 0:
                    table[i, j] = 0
                elif a[i - 1] == b[j - 1]:
                    table[i, j] = 1 + table[i - 1, j - 1]
                else:
                    table[i, j] = max(table[i - 1, j], table[i, j - 1])
    return table[len(a), len(b)]
