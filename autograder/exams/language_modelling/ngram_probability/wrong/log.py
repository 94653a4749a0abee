# property: values
# hint: log
# holds: other_orders, unseen_context, other_counts, unmodified
import math


def ngram_probability(counts, context, word):
    import math

    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    return math.log(counts[(*context, word)] / counts[context])
