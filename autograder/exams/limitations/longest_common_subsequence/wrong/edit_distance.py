# property: values
# hint: edit_distance
# holds: words, unmodified, long, again
def longest_common_subsequence(a, b):
    before = list(range(len(b) + 1))
    for i, item in enumerate(a):
        row = [i + 1]
        for j, other in enumerate(b):
            row.append(min(before[j] + (item != other), before[j + 1] + 1, row[j] + 1))
        before = row
    return before[-1]
