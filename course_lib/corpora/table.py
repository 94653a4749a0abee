"""The corpora: what each is called, what may be done with it, where it comes from, and how its files are read."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from course_lib.corpora import readers
from course_lib.corpora.readers import Place
from course_lib.document import Document


@dataclass(frozen=True)
class Source:
    """A file as published, and the SHA-256 that its bytes must have."""

    url: str
    sha256: str


@dataclass(frozen=True)
class Corpus:
    """folder: its name on disk. sources: file name -> where it is; none if nltk's downloader has it under `folder`."""

    folder: str
    terms: str  # licence, and what to cite
    languages: Callable[[Place], list[str]]
    read: Callable[[Place, str], Iterator[Document]]
    sources: Mapping[str, Source] = field(default_factory=dict)


SHAKESPEARE = "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt"
AMERICAS = "https://raw.githubusercontent.com/AmericasNLP/americasnlp2021/main/data"
# language: its folder there, and the SHA-256 of its development set and of the same in Spanish
AMERICAS_SETS = {
    "aym": (
        "aymara",
        "e1afd18536fb1a66612f4dbf5acea4fc71d527a0621c0e339734cafcce46ae0c",
        "4b5a11e297c59831859b0675740b3130f7db1af7c148d30bebd0101ae9abe1f2",
    ),
    "bzd": (
        "bribri",
        "14b36cbe80e4ef61a8939496675c08cc7ae22c73392fea765cf4bbe4f6de9b14",
        "4a93dac5d011718aae4b8dd5c17db8b1f17366d829a7d9590ca9ac953794b378",
    ),
    "gn": (
        "guarani",
        "3945ada591b651de1b7f5c202b717949ca5fe8bfad4223fe2ce4b51a276b37fc",
        "4500fc904aaa18850f0a5d80d3907ad6451e69ed9f3e10515ca2143a3d9689e5",
    ),
    "hch": (
        "wixarika",
        "3fcb208d682c0d8aefd590ff53c8fd72f4de3aee6917003fc829ad6aaf8b749c",
        "bfdf73ecc6893f53c183a88a704e8d6652a98d2c57c57f739c0015a0815d3931",
    ),
    "nah": (
        "nahuatl",
        "44a5b439a483d31ab66e6589bf6612d4f84754535c363b0f7af111675fa05bae",
        "afa6a92c63c2d80282fae18124aea8ac238528f7da0149363a69b1caa329182d",
    ),
    "quy": (
        "quechua",
        "0a3af37e96e923e874a1239ce181864bc71ed743f5520c50daaf66111e1e57a0",
        "a09f2c7d93bf2e3b9e9b18d71b279e5554c7cc02db6363f85abdbb231db04da5",
    ),
    "tar": (
        "raramuri",
        "a24ec7eacb1fd2cfc62e9598b9f335d18e4d509117f028ac259806bd5d05e231",
        "3386ac0f1e5d27c30dece6233ad74fb13e7cdf68ad3ec3bf695f71d78dc406ad",
    ),
}


def _americas_sources() -> dict[str, Source]:
    sources = {}
    for language, (folder, original, spanish) in AMERICAS_SETS.items():
        sources[f"dev.{language}"] = Source(f"{AMERICAS}/{folder}-spanish/dev.{language}", original)
        sources[f"dev.{language}.es"] = Source(f"{AMERICAS}/{folder}-spanish/dev.es", spanish)
    return sources


CORPORA: Mapping[str, Corpus] = {
    "tinyshakespeare": Corpus(
        "tinyshakespeare",
        "public domain; collected by Andrej Karpathy for char-rnn (2015)",
        readers.always("en"),
        readers.shakespeare,
        {"input.txt": Source(SHAKESPEARE, "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed")},
    ),
    # Languages are ISO 639-3 codes, some with a variety: spa, nhn, aka_fante. Passages that a font lacked are [??].
    "udhr": Corpus(
        "udhr2",
        "public domain; Universal Declaration of Human Rights (UN, 1948), files of the UDHR in Unicode project",
        readers.declaration_languages,
        readers.declaration,
    ),
    "sentence_polarity": Corpus(
        "sentence_polarity",
        "CC BY 4.0; cite Pang and Lee, Seeing Stars (ACL 2005)",
        readers.always("en"),
        readers.polarity,
    ),
    "cess_esp": Corpus(
        "cess_esp",
        "for research; cite Martí, Taulé, Màrquez and Bertran, CESS-ECE (2007)",
        readers.always("es"),
        readers.treebank,
    ),
    "conll2002": Corpus(
        "conll2002",
        "for research within the shared task only; cite Tjong Kim Sang (CoNLL 2002)",
        readers.always("es", "nl"),
        readers.entities,
    ),
    # Languages are the task's codes: aym, bzd, gn, hch, nah, quy, tar.
    "americasnlp2021": Corpus(
        "americasnlp2021",
        "cite Mager et al., AmericasNLP 2021 Shared Task (2021), and the sources its repository names",
        readers.americas_languages,
        readers.americas,
        _americas_sources(),
    ),
}
