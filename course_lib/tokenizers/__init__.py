"""Text to numbers: word, character, byte-level BPE and WordPiece, readable, and the last two fast as well."""

from course_lib.tokenizers.base import Tokenizer
from course_lib.tokenizers.bpe import ByteBPE
from course_lib.tokenizers.fast import FastTokenizer
from course_lib.tokenizers.pairs import learn_bpe
from course_lib.tokenizers.wordpiece import WordPiece
from course_lib.tokenizers.words import CharacterTokenizer, WordTokenizer

__all__ = ["ByteBPE", "CharacterTokenizer", "FastTokenizer", "Tokenizer", "WordPiece", "WordTokenizer", "learn_bpe"]
