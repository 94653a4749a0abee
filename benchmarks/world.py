"""What the tiny world costs and holds: python benchmarks/world.py

CPU seconds of this process, so that a busy machine does not count; the best of five, each in a fresh cache.
"""

import re
import time
from collections import Counter

from course_lib import world
from course_lib.world import assembly


def main() -> None:
    seconds = []
    for _ in range(5):
        assembly.world.cache_clear()
        begun = time.process_time()
        made = world.documents(world.WorldConfig())
        seconds.append(time.process_time() - begun)
    size_mb = sum(len(document.text.encode()) for document in made) / 1e6
    print(f"{size_mb:.2f} MB, {len(made):,} documents")
    print(f"CPU seconds: best {min(seconds):.2f}, worst {max(seconds):.2f} of {len(seconds)}")
    print(f"duplicate documents: {1 - len({document.text for document in made}) / len(made):.4%}")
    for language in world.LANGUAGES:
        texts = (document.text for document in made if document.language == language and document.kind != "lookup")
        counts = Counter(word for text in texts for word in re.findall(r"[^\W\d_]+", text.lower()))
        print(f"{language}: {sum(count >= 5 for count in counts.values()):,} word types met five times or more")
    print(f"{'kind':12} {'documents':>9} {'kB':>6}")
    for kind in world.KINDS:
        of_kind = [document.text for document in made if document.kind == kind]
        print(f"{kind:12} {len(of_kind):9,} {sum(len(text.encode()) for text in of_kind) / 1e3:6,.0f}")


if __name__ == "__main__":
    main()
