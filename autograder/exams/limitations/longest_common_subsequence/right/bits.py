def longest_common_subsequence(a, b):
    places = {}
    for j, item in enumerate(b):
        places[item] = places.get(item, 0) | 1 << j
    every = (1 << len(b)) - 1
    state = every
    for item in a:
        match = state & places.get(item, 0)
        state = (state + match | state - match) & every
    return len(b) - bin(state).count('1')
