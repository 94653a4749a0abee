"""Spanish forms by rule: plurals, articles, contractions, adjectives, and verbs with their irregularities.

Only what the tiny world's sentences need;
a verb's forms are named in VERB_FORMS. Rules follow the usual school grammar
(stem changes, spelling changes before e and i); what no rule covers stands in the IRREGULAR table.
"""

from course_lib.world.listed import listed

VERB_FORMS = (
    *("inf", "ger", "part", "yo", "tu", "el", "ellos"),  # present: compro, compras, compra, compran
    *("yo_past", "past", "past_ellos", "used", "used_ellos"),  # compré, compró, compraron, compraba, compraban
    *("sub_tu", "sub", "sub_ellos", "will", "imp"),  # compres, compre, compren, comprará, ¡compra!
)
PLAIN = str.maketrans("áéíóú", "aeiou")
STRESSED_A = frozenset(listed("agua águila hacha arma aula ala alma ave área arpa hambre ancla"))
MASCULINE_IN_A = frozenset(
    listed(
        """
    día mapa problema tema planeta clima idioma sofá pijama poema sistema programa papá
    """
    )
)
FEMININE = frozenset(
    listed(
        """
    flor mano foto moto nube noche tarde calle llave leche carne sal miel nieve torre nariz raíz luz voz
    cruz sangre gente fuente clase llanura pared red sed cárcel frase suerte muerte fiebre tos piel nuez perdiz
    serpiente lombriz codorniz liebre imagen orden base serie superficie mente parte lente sartén mamá ley col
    vez señal catedral costumbre legumbre cumbre lumbre crisis tesis peste nave clave llave
    """
    )
)
PLURALS = {
    "joven": "jóvenes",
    "examen": "exámenes",
    "imagen": "imágenes",
    "orden": "órdenes",
    "margen": "márgenes",
    "volumen": "volúmenes",
    "origen": "orígenes",
    "sofá": "sofás",
    "papá": "papás",
    "mamá": "mamás",
    "café": "cafés",
    "carácter": "caracteres",
    "régimen": "regímenes",
    "bebé": "bebés",
    "té": "tés",
    "sartén": "sartenes",
}

STEMS = {
    "ie": listed(
        """
    cerrar pensar empezar perder querer encender despertar calentar regar entender sentar sentir preferir mentir
    divertir temblar atravesar comenzar gobernar merendar nevar sembrar enterrar hervir tropezar recomendar
    """
    ),
    "ue": listed(
        """
    contar encontrar volver mover dormir mostrar soñar recordar probar colgar almorzar devolver envolver
    resolver volar morir rodar sonar llover morder acostar costar tostar renovar moler
    """
    ),
    "i": listed(
        """
    pedir servir repetir seguir elegir vestir medir despedir perseguir conseguir corregir
    """
    ),
}
STEM_OF = {verb: change for change, verbs in STEMS.items() for verb in verbs}

LAUGH = (
    "ger=riendo part=reído yo=río tu=ríes el=ríe ellos=ríen yo_past=reí past=rió past_ellos=rieron used=reía "
    "used_ellos=reían sub_tu=rías sub=ría sub_ellos=rían will=reirá imp=ríe"
)
IRREGULAR: dict[str, str] = {
    "ir": "ger=yendo yo=voy tu=vas el=va ellos=van yo_past=fui past=fue past_ellos=fueron used=iba used_ellos=iban "
    "sub_tu=vayas sub=vaya sub_ellos=vayan imp=ve",
    "ser": "yo=soy tu=eres el=es ellos=son yo_past=fui past=fue past_ellos=fueron used=era used_ellos=eran sub_tu=seas "
    "sub=sea sub_ellos=sean imp=sé",
    "estar": "yo=estoy tu=estás el=está ellos=están yo_past=estuve past=estuvo past_ellos=estuvieron sub_tu=estés "
    "sub=esté sub_ellos=estén",
    "tener": "yo=tengo tu=tienes el=tiene ellos=tienen yo_past=tuve past=tuvo past_ellos=tuvieron sub_tu=tengas "
    "sub=tenga sub_ellos=tengan will=tendrá imp=ten",
    "hacer": "part=hecho yo=hago yo_past=hice past=hizo past_ellos=hicieron sub_tu=hagas sub=haga sub_ellos=hagan "
    "will=hará imp=haz",
    "decir": "ger=diciendo part=dicho yo=digo tu=dices el=dice ellos=dicen yo_past=dije past=dijo past_ellos=dijeron "
    "sub_tu=digas sub=diga sub_ellos=digan will=dirá imp=di",
    "ver": "part=visto yo=veo yo_past=vi past=vio used=veía used_ellos=veían sub_tu=veas sub=vea sub_ellos=vean",
    "dar": "yo=doy yo_past=di past=dio past_ellos=dieron sub_tu=des sub=dé sub_ellos=den",
    "traer": "ger=trayendo part=traído yo=traigo yo_past=traje past=trajo past_ellos=trajeron sub_tu=traigas "
    "sub=traiga sub_ellos=traigan",
    "poner": "part=puesto yo=pongo yo_past=puse past=puso past_ellos=pusieron sub_tu=pongas sub=ponga sub_ellos=pongan "
    "will=pondrá imp=pon",
    "salir": "yo=salgo sub_tu=salgas sub=salga sub_ellos=salgan will=saldrá imp=sal",
    "venir": "ger=viniendo yo=vengo tu=vienes el=viene ellos=vienen yo_past=vine past=vino past_ellos=vinieron "
    "sub_tu=vengas sub=venga sub_ellos=vengan will=vendrá imp=ven",
    "querer": "yo_past=quise past=quiso past_ellos=quisieron will=querrá",
    "jugar": "yo=juego tu=juegas el=juega ellos=juegan sub_tu=juegues sub=juegue sub_ellos=jueguen imp=juega",
    "oír": "ger=oyendo part=oído yo=oigo tu=oyes el=oye ellos=oyen yo_past=oí past=oyó past_ellos=oyeron used=oía "
    "used_ellos=oían sub_tu=oigas sub=oiga sub_ellos=oigan will=oirá imp=oye",
    "caer": "ger=cayendo part=caído yo=caigo past=cayó past_ellos=cayeron sub_tu=caigas sub=caiga sub_ellos=caigan",
    "leer": "ger=leyendo part=leído past=leyó past_ellos=leyeron",
    "conducir": "yo_past=conduje past=condujo past_ellos=condujeron",
    "traducir": "yo_past=traduje past=tradujo past_ellos=tradujeron",
    "reír": LAUGH,
    "abrir": "part=abierto",
    "escribir": "part=escrito",
    "describir": "part=descrito",
    "descubrir": "part=descubierto",
    "cubrir": "part=cubierto",
    "romper": "part=roto",
    "volver": "part=vuelto",
    "devolver": "part=devuelto",
    "envolver": "part=envuelto",
    "resolver": "part=resuelto",
    "morir": "part=muerto",
    "enviar": "yo=envío tu=envías el=envía ellos=envían sub_tu=envíes sub=envíe sub_ellos=envíen imp=envía",
    "esquiar": "yo=esquío tu=esquías el=esquía ellos=esquían sub_tu=esquíes sub=esquíe sub_ellos=esquíen imp=esquía",
    "freír": "part=frito",
    "oler": "yo=huelo tu=hueles el=huele ellos=huelen sub_tu=huelas sub=huela sub_ellos=huelan imp=huele",
    "maullar": "yo=maúllo tu=maúllas el=maúlla ellos=maúllan sub_tu=maúlles sub=maúlle sub_ellos=maúllen imp=maúlla",
    "aullar": "yo=aúllo tu=aúllas el=aúlla ellos=aúllan sub_tu=aúlles sub=aúlle sub_ellos=aúllen imp=aúlla",
}


def is_feminine(noun: str) -> bool:
    """The gender of the first word, by its ending or from the lists above."""
    head = noun.split()[0]
    if head in FEMININE:
        return True
    return head not in MASCULINE_IN_A and head.endswith(("a", "ción", "sión", "dad", "tad", "tud", "umbre"))


def plural(noun: str) -> str:
    """perro → perros, canción → canciones, lápiz → lápices, paraguas → paraguas, obra de teatro → obras de teatro."""
    head, space, rest = noun.partition(" ")
    return (
        _plural_word(head)
        + space
        + (_plural_word(rest) if space and not rest.startswith(("de ", "en ", "a ")) else rest)
    )


def _plural_word(word: str) -> str:
    if word in PLURALS:
        return PLURALS[word]
    if word[-1] in "aeioué" or word in ("mamá", "papá"):
        return word + "s"
    if word[-1] == "s" and word[-2] not in "áéíóú":  # el lunes, el paraguas; but autobús → autobuses, mes → meses
        return word if sum(letter in "aeiouáéíóú" for letter in word) > 1 else word + "es"
    if word[-1] == "z":
        return word[:-1] + "ces"
    if word[-1] in "ns" and word[-2] in "áéíóú":
        return word[:-2] + word[-2:].translate(PLAIN) + "es"
    return word + "es"


def noun_forms(noun: str, feminine: bool | None = None) -> dict[str, str]:
    """Forms of a noun: n, ns, el, un, los, unos, del, al, este, ese, mi, lo, o (its ending: o or a), os."""
    fem = is_feminine(noun) if feminine is None else feminine
    el = "la" if fem and noun.split()[0] not in STRESSED_A else "el"
    many, vowel = plural(noun), "a" if fem else "o"
    return {
        "n": noun,
        "ns": many,
        "el": f"{el} {noun}",
        "un": f"{'una' if el == 'la' else 'un'} {noun}",
        "los": f"l{vowel}s {many}",
        "unos": f"un{vowel}s {many}",
        "del": f"del {noun}" if el == "el" else f"de la {noun}",
        "al": f"al {noun}" if el == "el" else f"a la {noun}",
        "este": f"est{'a' if fem else 'e'} {noun}",
        "ningun": f"ningun{'a' if fem else ''} {noun}".replace("ningun ", "ningún "),
        "lo": "la" if fem else "lo",
        "o": vowel,
        "os": vowel + "s",
    }


def adjective_forms(adjective: str) -> dict[str, str]:
    """Masculine and feminine, one and many: om, of, osm, osf; trabajador has trabajadora, feliz and azul one form."""
    fem = adjective
    if adjective.endswith("o"):
        fem = adjective[:-1] + "a"
    elif adjective.endswith(("dor", "ón", "án", "és", "ín")):
        fem = adjective[:-2] + adjective[-2:].translate(PLAIN) + "a"
    return {"om": adjective, "of": fem, "osm": _plural_word(adjective), "osf": _plural_word(fem)}


def conjugate(infinitive: str) -> dict[str, str]:
    """All of VERB_FORMS of one verb: conjugate("contar")["el"] == "cuenta"."""
    forms = _regular(infinitive)
    for base in ("reír",) if infinitive.endswith("reír") else (infinitive,):
        prefix = infinitive.removesuffix(base)
        forms |= {name: prefix + form for name, form in _parse(IRREGULAR.get(base, "")).items()}
    return forms | _parse(IRREGULAR.get(infinitive, "")) | {"inf": infinitive}


def _parse(line: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in line.split())


def _regular(infinitive: str) -> dict[str, str]:
    stem, ending = infinitive[:-2], infinitive[-2:].translate(PLAIN)
    strong, weak = _changed_stems(stem, ending, STEM_OF.get(infinitive))
    if ending == "uir" or (ending == "ir" and stem.endswith("u") and not stem.endswith(("gu", "qu"))):
        strong = stem + "y"  # construir: construye
    a = ending == "ar"
    e, i = ("a", "a") if a else ("e", "i")
    first, subjunctive = _spelled(strong, ending)
    past = _before_e(stem) if a else stem
    glide = "y" if stem.endswith("u") and strong.endswith("y") else "i"
    open_e = "e" if a else "a"
    return {
        "ger": stem + "ando" if a else f"{weak}{glide}endo",
        "part": stem + ("ado" if a else "ido"),
        "yo": first + "o",
        "tu": f"{strong}{e}s",
        "el": strong + e,
        "ellos": f"{strong}{e}n",
        "yo_past": past + ("é" if a else "í"),
        "past": stem + "ó" if a else f"{weak}{'y' if glide == 'y' else 'i'}ó",
        "past_ellos": stem + "aron" if a else f"{weak}{glide}eron",
        "used": stem + ("aba" if a else "ía"),
        "used_ellos": stem + ("aban" if a else "ían"),
        "sub_tu": f"{subjunctive}{open_e}s",
        "sub": subjunctive + open_e,
        "sub_ellos": f"{subjunctive}{open_e}n",
        "will": infinitive.translate(PLAIN) + "á",
        "imp": strong + e if i else strong,
    }


def _changed_stems(stem: str, ending: str, change: str | None) -> tuple[str, str]:
    """The stressed stem (cuent-, pid-) and, for verbs in -ir, that of durmió and pidió."""
    if change is None:
        return stem, stem
    vowel = "o" if change == "ue" else "e"
    at = stem.rindex(vowel)
    strong = stem[:at] + change + stem[at + 1 :]
    weak = stem[:at] + ("u" if vowel == "o" else "i") + stem[at + 1 :] if ending == "ir" else stem
    return strong, weak


def _before_e(stem: str) -> str:
    """busc- → busqu-, lleg- → llegu-, cruz- → cruc-: the same sound before e."""
    for last, spelled in (("c", "qu"), ("g", "gu"), ("z", "c")):
        if stem.endswith(last):
            return stem[:-1] + spelled
    return stem


def _spelled(stem: str, ending: str) -> tuple[str, str]:
    """The stem before -o, and before the subjunctive's vowel."""
    if ending == "ar":
        return stem, _before_e(stem)
    if stem.endswith("gu"):  # seguir: sigo
        return stem[:-1], stem[:-1]
    if stem.endswith("g"):  # recoger: recojo
        return stem[:-1] + "j", stem[:-1] + "j"
    if stem.endswith("c"):  # conocer: conozco; vencer: venzo
        spelled = stem[:-1] + ("zc" if stem[-2] in "aeiou" else "z")
        return spelled, spelled
    return stem, stem
