"""*banco* and *bank* in each of their senses, in contexts put together from independent pieces.

The pieces that tell the sense stand before or after the word, near or far, so that no fixed phrase gives it away.
"""

from collections.abc import Mapping, Sequence

from course_lib.world.facts import World
from course_lib.world.scene import Draft, Language, Scene

Pieces = Sequence[str]
# For each sense: what somebody does there, and a clause that fits the sense as well.
SENSES: Mapping[Language, Mapping[str, tuple[Pieces, Pieces]]] = {
    "es": {
        "money": (
            (
                *("abrió una cuenta en el banco", "pidió un préstamo en el banco", "guardó sus ahorros en el banco"),
                *("fue al banco con un cheque", "trabajó {number.n} años en el banco", "hizo fila en el banco"),
                *(
                    "llegó {manner.n} al banco",
                    "habló con el gerente del banco",
                    "salió del banco con {number.n} billetes",
                ),
            ),
            (
                *("porque necesitaba dinero para {thing.un}", "para pagar {vehicle.el}", "antes de firmar el contrato"),
                *(
                    "y el cajero contó las monedas",
                    "y le cobraron una comisión",
                    "con su tarjeta de crédito en la mano",
                ),
                *("porque subieron los intereses", "para enviarle dinero {kin.al} de {person2.name}"),
            ),
        ),
        "seat": (
            (
                *("se sentó en el banco", "dejó {thing.el} en el banco", "pintó el banco de color {color.n}"),
                *("se paró en el banco", "descansó en el banco", "durmió {manner.n} en el banco"),
                *(
                    "vio {animal.un} debajo del banco",
                    "limpió el banco con un trapo",
                    "esperó sentad{person.o} en el banco",
                ),
            ),
            (
                *("a la sombra de {plant.un}", "porque le dolían las piernas", "junto a la fuente del parque"),
                *("mientras {animal2.los} comían migajas", "frente {town_place.al}", "y estiró los pies"),
                *("al lado de {furniture.un}", "y se puso a leer {school_thing.un}"),
            ),
        ),
        "fish": (
            (
                *("vio pasar un banco", "siguió un banco", "nadó junto a un banco", "fotografió un banco"),
                *("lanzó la red sobre un banco", "encontró un banco", "soñó con un banco", "dibujó un banco"),
            ),
            (
                *("de {fish.ns} desde la lancha", "de {fish.ns} bajo el agua", "de peces cerca de la isla"),
                *("de {fish.ns} entre las olas", "de peces {color.osm} en el mar", "de peces que huía de un tiburón"),
            ),
        ),
    },
    "en": {
        "money": (
            (
                *(
                    "opened an account at the bank",
                    "asked the bank for a loan",
                    "kept {person.his} savings in the bank",
                ),
                *("took a check to the bank", "worked at the bank for {number.n} years", "stood in line at the bank"),
                *(
                    "arrived {manner.n} at the bank",
                    "spoke to the manager of the bank",
                    "left the bank with {number.n} bills",
                ),
            ),
            (
                *(
                    "because {person.he} needed money for {thing.a}",
                    "to pay for {vehicle.the}",
                    "before signing the contract",
                ),
                *(
                    "and the teller counted the coins",
                    "and was charged a fee",
                    "with a credit card in {person.his} hand",
                ),
                *("because interest rates went up", "to send money to {person2.name}'s {kin.n}"),
            ),
        ),
        "river": (
            (
                *("sat down on the bank", "left {thing.the} on the bank", "walked {manner.n} along the bank"),
                *("saw {animal.a} on the bank", "climbed up the bank", "tied {vehicle.the} to a post on the bank"),
                *("planted {plant.a} on the bank", "rested on the bank", "slid down the bank"),
            ),
            (
                *("to watch the water go by", "where the frogs sing at night", "and fell into the river"),
                *(
                    "because the stream was too deep to cross",
                    "to catch {fish.a}",
                    "and dipped {person.his} feet in the water",
                ),
                *("while {animal2.the} drank from the river", "near the old mill"),
            ),
        ),
        "blood": (
            (
                *(
                    "gave blood at the bank",
                    "called the bank",
                    "took the cooler to the bank",
                    "looked for a donor at the bank",
                ),
                *("volunteered at the bank", "drove {manner.n} to the bank", "waited at the bank"),
            ),
            (
                *(
                    "because the hospital had no plasma left",
                    "before the operation",
                    "and the nurse rolled up {person.his} sleeve",
                ),
                *("to ask for the right blood type", "and was given juice and {food.a}", "to save a patient's life"),
            ),
        ),
    },
}
FRAMES: Mapping[Language, Sequence[str]] = {
    "es": (
        "{time.N} {person.name} % %.",
        "{person.name} % % {hour.n}.",
        "{weather.N}. {person.name} % %.",
        "Dicen que {person.name} % %.",
        "{person.name}, que estaba {mood.o:person}, % %.",
    ),
    "en": (
        "{time.N} {person.name} % %.",
        "{person.name} % % {hour.n}.",
        "{weather.N}. {person.name} % %.",
        "They say that {person.name} % %.",
        "{person.name}, who was {mood.n}, % %.",
    ),
}


def sense(scene: Scene, world: World) -> Draft:
    """One or two sentences with the word, in one sense."""
    senses = SENSES[scene.language]
    name = scene.pick(tuple(senses))
    deeds, clauses = senses[name]
    scenes = [scene, scene.fresh()][: scene.pick((1, 1, 2))]
    text = " ".join(_sentence(each, deeds, clauses) for each in scenes)
    return Draft(text, {"word": "banco" if scene.language == "es" else "bank", "sense": name})


def _sentence(scene: Scene, deeds: Pieces, clauses: Pieces) -> str:
    before, between, after = scene.pick(FRAMES[scene.language]).split("%")
    return scene(f"{before}{scene.pick(deeds)}{between}{scene.pick(clauses)}{after}")
