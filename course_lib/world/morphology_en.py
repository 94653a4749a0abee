"""English forms by rule: plurals, a or an, third person, past, participle and -ing; irregular verbs from a table."""

from course_lib.world.listed import listed

VERB_FORMS = ("base", "s", "past", "part", "ing")
PLURALS = {
    "man": "men",
    "woman": "women",
    "child": "children",
    "foot": "feet",
    "tooth": "teeth",
    "mouse": "mice",
    "goose": "geese",
    "sheep": "sheep",
    "fish": "fish",
    "deer": "deer",
    "person": "people",
    "ox": "oxen",
    "leaf": "leaves",
    "wolf": "wolves",
    "knife": "knives",
    "shelf": "shelves",
    "loaf": "loaves",
    "thief": "thieves",
    "scarf": "scarves",
    "half": "halves",
    "calf": "calves",
    "wife": "wives",
    "life": "lives",
    "potato": "potatoes",
    "tomato": "tomatoes",
    "hero": "heroes",
    "mango": "mangoes",
    "echo": "echoes",
    "volcano": "volcanoes",
    "mosquito": "mosquitoes",
    "shrimp": "shrimp",
    "aircraft": "aircraft",
    "salmon": "salmon",
    "trousers": "trousers",
    "elf": "elves",
    "squid": "squid",
    "series": "series",
    "cactus": "cacti",
    "octopus": "octopuses",
    "trout": "trout",
    "tuna": "tuna",
    "carp": "carp",
    "catfish": "catfish",
}
# Spelled with a vowel but said with a consonant, and the other way round.
TAKES_A = ("uni", "use", "usu", "euro", "one", "ukulele")
# Places one is on rather than in.
ON = frozenset(
    listed(
        """
    beach island mountain hill cliff trail road rooftop balcony terrace plain volcano dune farm court square
    bridge
    """
    )
)
TAKES_AN = ("hour", "honest", "honour", "heir", "mp3")

IRREGULAR = {
    base: (past, part)
    for base, past, part in (
        line.split()
        for line in """be was been|beat beat beaten|become became become|begin began begun|bite bit bitten
        blow blew blown
        break broke broken|bring brought brought|build built built|buy bought bought|catch caught caught
        choose chose chosen|come came come|cost cost cost|cut cut cut|dig dug dug|do did done|draw drew drawn
        drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed fed|feel felt felt
        fight fought fought
        find found found|fly flew flown|forget forgot forgotten|forgive forgave forgiven|freeze froze frozen|get got got
        give gave given|go went gone|grow grew grown|hang hung hung|have had had|hear heard heard|hide hid hidden
        hit hit hit|hold held held|hug hugged hugged|keep kept kept|know knew known|lead led led|leave left left
        lend lent lent|let let let|lose lost lost|make made made|meet met met|pay paid paid|put put put|read read read
        ride rode ridden|ring rang rung|rise rose risen|run ran run|say said said|see saw seen|sell sold sold
        send sent sent
        shake shook shaken|shine shone shone|shut shut shut|sing sang sung|sink sank sunk|sit sat sat|sleep slept slept
        speak spoke spoken|spend spent spent|stand stood stood|steal stole stolen|sweep swept swept|swim swam swum
        take took taken|teach taught taught|tell told told|think thought thought|throw threw thrown
        understand understood understood|wake woke woken|wear wore worn|weep wept wept|win won won|write wrote written
        overtake overtook overtaken|lay laid laid|grind ground ground|fry fried fried|light lit lit""".replace(
            "\n", "|"
        ).split("|")
    )
}
DOUBLING = frozenset(
    listed(
        """
    stop plan drop chop hug chat jog skip clap grab wrap step trip tap rub mop pat knit run swim sit cut put get
    hit win dig let shut forget begin stir scrub nod hum
    """
    )
)


def an(word: str) -> str:
    """The word with its article: a dog, an apple, an hour, a uniform."""
    lower = word.lower()
    vowel = lower.startswith(TAKES_AN) or (lower[0] in "aeiou" and not lower.startswith(TAKES_A))
    return f"{'an' if vowel else 'a'} {word}"


def plural(noun: str) -> str:
    """dog → dogs, box → boxes, city → cities, child → children; glass of water → glasses of water."""
    if " of " in noun:
        head, _, rest = noun.partition(" of ")
        return f"{plural(head)} of {rest}"
    first, space, last = noun.rpartition(" ")
    if last in PLURALS:
        many = PLURALS[last]
    elif last.endswith(("man", "woman")) and not last.endswith("human"):
        many = last[:-3] + "men"
    else:
        many = _add_s(last)
    return first + space + many


def _add_s(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def noun_forms(noun: str) -> dict[str, str]:
    """Forms of a noun: n, ns, a, the, this, in (on the beach, in the forest)."""
    return {
        "n": noun,
        "ns": plural(noun),
        "a": an(noun),
        "the": f"the {noun}",
        "this": f"this {noun}",
        "in": f"{'on' if noun in ON else 'in'} the {noun}",
    }


def conjugate(verb: str) -> dict[str, str]:
    """All of VERB_FORMS of one verb; a particle stays at the end: look for → looks for, looked for, looking for."""
    base, space, particle = verb.partition(" ")
    past, part = IRREGULAR.get(base) or (_past(base), _past(base))
    third = {"have": "has", "be": "is", "do": "does", "go": "goes", "echo": "echoes"}.get(base) or _add_s(base)
    forms = {"base": base, "s": third, "past": past, "part": part, "ing": _ing(base)}
    return {name: form + space + particle for name, form in forms.items()}


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    return (base + base[-1] if base in DOUBLING else base) + "ed"


def _ing(base: str) -> str:
    if base == "be":
        return "being"
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe")):
        return base[:-1] + "ing"
    return (base + base[-1] if base in DOUBLING else base) + "ing"
