# property: values
# hint: matching_blocks
# holds: empty, words, unmodified, long, again
from difflib import SequenceMatcher


def longest_common_subsequence(a, b):
    return sum(block.size for block in SequenceMatcher(None, a, b).get_matching_blocks())
