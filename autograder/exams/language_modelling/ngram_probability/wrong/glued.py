# property: values
# hint: compared_as_text
# holds: other_orders, empty_context, unseen_word, unseen_context, other_counts, unmodified
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    glued = {}
    for gram, count in counts.items():
        text = ''.join(gram)
        glued[text] = glued.get(text, 0) + count
    return glued.get(''.join((*context, word)), 0) / glued[''.join(context)]
