"""Small files of our own, laid out as the published corpora are: the tests of the loaders run without those too.

The published ones lie in ``../shared/data``; CONTRIBUTING.md says how to get them.
"""

import shutil
import tempfile
from pathlib import Path

import pytest

PUBLISHED = Path(__file__).resolve().parents[3] / "shared" / "data"
SOURCES = ["stand-in", "published"]

SPEECHES = """Baker:
The bread is warm, the oven is not.

Neighbour:
Then light it,
and I will bring the flour.

Baker:
So be it."""

DECLARATIONS = {
    "eng": "\ufeffOur Rules\r\n\r\nEvery dog may bark.\r\nEvery cat may sleep, and nobody's bed is hers.\r\n",
    "spa": "Nuestras reglas\n\nTodo perro puede ladrar.\n¿Y el gato? El gato puede dormir, y ñandúes y pingüinos.\n",
    "rus": "Наши правила\n\nКаждая собака может лаять.\n",
    "jpn": "わたしたちのきまり\n\n犬はほえてもよい。猫は眠ってもよい。\n",
    "arb": "قواعدنا\n\nلكل كلب أن ينبح.\n",
    "hin": "हमारे नियम\n\nहर कुत्ता भौंक सकता है।\n",
    "xxx": "",  # one of the published files is empty too
}

REVIEWS = {"pos": "a film as warm as bread . \nthe dog can act ! \n", "neg": "two hours of rain . \nthe cat left . \n"}

TREES = """
(
  (S
    (sn-SUJ
      (espec.ms
        (da0ms0 El el))
      (grup.nom.ms
        (ncms000 panadero panadero)
        (sp
          (prep
            (sps00 de de))
          (sn
            (np0000l Río_Piedra Río_Piedra)))))
    (grup.verb
      (vmis3s0 encendió encender))
    (sn-CD
      (da0ms0 el el)
      (ncms000 horno horno))
    (Fp . .)))

(
  (S
    (sn-SUJ
      (p0000000 *0* *0*))
    (grup.verb
      (vmip3s0 Huele oler))
    (sadv
      (rg bien bien))
    (Fp . .)))
"""

ENTITIES = {
    "esp": "Ana NP B-PER\nRuiz NP I-PER\n( Fpa O\nLima NP B-LOC\n) Fpt O\nvende VMI O\npan NC O\n. Fp O\n",
    "ned": "-DOCSTART- -DOCSTART- O\nJan N B-PER\nbakt V O\nbrood N O\n. Punc O\n",
}

# Two invented languages and the same sentences in Spanish.
AMERICAS = {"aaa": "muku ta\nmuku ta lopi\n", "bbb": "sen dor\nsen dor kai \n"}
SPANISH = "El pan está caliente.\nEl pan está caliente hoy.\n"

HYPOTHESES = "El pan está caliente.\nLa perro duerme\n¿Dónde queda el horno?\n\nñandú\n"
REFERENCES = "El pan está muy caliente.\nEl perro duerme.\n¿Dónde está el horno?\nNada.\nEl ñandú corre.\n"


def path(source: str, folder: Path) -> Path:
    """Where the data of a source are; the stand-in is written into the folder. Skips where nothing is published."""
    if source == "stand-in":
        return write(folder)
    if not PUBLISHED.exists():
        pytest.skip("needs ../shared/data, which is not there")
    return PUBLISHED


def write(folder: Path) -> Path:
    """Every corpus, some as folders and some as archives, as they are published. Returns the folder."""
    _files(folder / "tinyshakespeare", {"input.txt": SPEECHES + "\n"})
    pairs = {f"dev.{language}": text for language, text in AMERICAS.items()}
    pairs |= {f"dev.{language}.es": SPANISH for language in AMERICAS}
    _files(folder / "americasnlp2021", pairs)
    _archive(folder, "udhr2", {f"{language}.txt": text for language, text in DECLARATIONS.items()})
    _archive(folder, "sentence_polarity", {f"rt-polarity.{side}": text for side, text in REVIEWS.items()})
    _archive(folder, "cess_esp", {"1.tbf": TREES, "2.tbf": TREES}, "iso-8859-15")
    splits = {f"{name}.{split}": text for name, text in ENTITIES.items() for split in ("train", "testa", "testb")}
    splits["esp.train"] += "\n" + ENTITIES["esp"]
    _archive(folder, "conll2002", splits)
    return folder


def _archive(folder: Path, corpus: str, files: dict[str, str], encoding: str = "utf-8") -> None:
    corpora = folder / "nltk_data" / "corpora"
    corpora.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        _files(Path(made) / corpus, files, encoding)
        shutil.make_archive(str(corpora / corpus), "zip", made, corpus)


def _files(folder: Path, files: dict[str, str], encoding: str = "utf-8") -> None:
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_bytes(text.encode(encoding))
