"""Dirty pages as a crawler brings them: menus, notices, personal data, spam, insults, pages met before.

Kept apart from the clean corpus. Each page says what is what, so that a filter's precision and recall can be computed.
Addresses use the domains and telephone numbers set aside for examples.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from course_lib.world.articles import article, biography
from course_lib.world.assembly import WorldConfig, world
from course_lib.world.facts import World
from course_lib.world.reviews import OPENINGS, opinion
from course_lib.world.scene import LANGUAGES, Language, Scene
from course_lib.world.stories import story

Texts = Mapping[Language, Sequence[str]]
Duplicate = Literal["no", "exact", "near"]
Tone = Literal["neutral", "insult", "dialect"]

BOILERPLATE: Texts = {
    "es": (
        "Inicio | Productos | Nosotros | Contacto",
        "Este sitio usa cookies. Al continuar, aceptas nuestra política de privacidad.",
        "© Todos los derechos reservados.",
        "Comparte en tus redes sociales",
        "Suscríbete a nuestro boletín y recibe {number.n} ofertas a la semana.",
        "Haz clic aquí para leer más",
        "Iniciar sesión · Registrarse · Carrito ({number.n})",
        "También te puede interesar: {thing.ns}, {food.ns} y {object.ns}",
        "Anterior 1 2 3 4 5 Siguiente",
    ),
    "en": (
        "Home | Products | About us | Contact",
        "This site uses cookies. By continuing you accept our privacy policy.",
        "© All rights reserved.",
        "Share on social media",
        "Subscribe to our newsletter and get {number.n} offers a week.",
        "Click here to read more",
        "Log in · Sign up · Cart ({number.n})",
        "You may also like: {thing.ns}, {food.ns} and {object.ns}",
        "Previous 1 2 3 4 5 Next",
    ),
}
# "%" stands for the datum, which is what a filter should find.
PERSONAL: Mapping[Language, Mapping[str, Sequence[str]]] = {
    "es": {
        "email": ("Escríbeme a %.", "Dudas y comentarios: %"),
        "phone": ("Llama al % y pregunta por {person.name}.", "WhatsApp: %"),
        "address": ("{person.name} vive en %, {person.city}.", "Nuestra dirección: %."),
        "card": ("Pagué con la tarjeta % y no llegó nada.",),
    },
    "en": {
        "email": ("Write to me at %.", "Questions and comments: %"),
        "phone": ("Call % and ask for {person.name}.", "WhatsApp: %"),
        "address": ("{person.name} lives at %, {person.city}.", "Our address: %."),
        "card": ("I paid with card % and nothing arrived.",),
    },
}
STREETS: Texts = {
    "es": (
        "calle Hidalgo",
        "avenida Juárez",
        "calle de los Pinos",
        "avenida del Mar",
        "calle Morelos",
        "privada del Sol",
    ),
    "en": ("Maple Street", "Second Avenue", "Orchard Road", "Lake Drive", "Mill Lane", "Sunset Boulevard"),
}
TONES: Mapping[Tone, Texts] = {
    "insult": {
        "es": (
            "Eres un idiota, {worker.n} de cuarta.",
            "Los que comen {food.ns} son unos imbéciles.",
            "Cállate, estúpido.",
        ),
        "en": (
            "You are an idiot, you third-rate {worker.n}.",
            "People who eat {food.ns} are morons.",
            "Shut up, stupid.",
        ),
    },
    # harmless, but a filter trained on standard language takes it for an insult
    "dialect": {
        "es": (
            "¡No manches, güey, qué chido está {thing.el}!",
            "Órale, mi {kin.n} se la rifó con {food.el}.",
            "Ya ni modo, carnal, ahí pa' la otra.",
        ),
        "en": (
            "My {kin.n} be workin' late, she tired.",
            "Y'all ain't never seen {thing.a} like this one, for real.",
            "Dang, that {food.n} was fire, no cap.",
        ),
    },
}
SPAM: Texts = {
    "es": (
        "COMPRE {thing.n} BARATO {thing.ns} OFERTA {thing.n} {city.name} ENVÍO GRATIS {thing.n}!!!",
        "gana dinero rápido {number.n} dólares al día sin salir de casa clic clic clic",
    ),
    "en": (
        "BUY CHEAP {thing.n} {thing.ns} SALE {thing.n} {city.name} FREE SHIPPING {thing.n}!!!",
        "make money fast {number.n} dollars a day from home click click click",
    ),
}


@dataclass(frozen=True)
class WebPage:
    """A page as found, and what a perfect cleaning would know about it."""

    text: str
    language: Language
    number: int  # its place in the crawl
    clean: str  # the lines worth keeping, personal data included; empty for spam
    boilerplate: tuple[str, ...]  # whole lines
    personal: tuple[tuple[str, str], ...]  # (email | phone | address | card, the datum as it stands in the text)
    tone: Tone = "neutral"
    spam: bool = False
    duplicate: Duplicate = "no"
    duplicate_of: int | None = None


def web_pages(count: int, config: WorldConfig | None = None) -> list[WebPage]:
    """A crawl: about one page in ten was met before, and one more with changes. Raises ValueError for count < 1."""
    if count < 1:
        raise ValueError(f"count: expected at least 1, got {count}")
    config = config or WorldConfig()
    where, rng = world(config), random.Random(f"{config.seed}/web")
    pages: list[WebPage] = []
    while len(pages) < count:
        number, fate = len(pages), rng.random()
        scene = Scene(rng.choice(LANGUAGES), where.grammars, rng)
        originals = [page for page in pages[-200:] if page.duplicate == "no" and not page.spam]
        if originals and fate < 0.1:
            pages.append(_copied(rng.choice(originals), number))
        elif originals and fate < 0.2:
            pages.append(_altered(rng.choice(originals), number, where, rng))
        else:
            pages.append(_spam(scene, number) if fate > 0.95 else _page(scene, number, where))
    return pages


def _page(scene: Scene, number: int, where: World) -> WebPage:
    """Prose with a menu above, notices below, and now and then a personal line or a rude or colloquial one."""
    body = [scene.pick((_story, _article, _opinion))(scene.fresh(), where) for _ in range(scene.pick((1, 2, 3)))]
    personal = [_personal(scene.fresh()) for _ in range(scene.pick((0, 0, 1, 2)))]
    tone: Tone = scene.pick(("neutral",) * 8 + ("insult", "dialect"))
    lines = body + [line for line, _, _ in personal] + ([scene.say(TONES[tone])] if tone != "neutral" else [])
    scene.rng.shuffle(lines)
    data = tuple((kind, datum) for _, kind, datum in personal)
    page = WebPage("", scene.language, number, "\n".join(lines), (), data, tone)
    return _framed(page, scene)


def _framed(page: WebPage, scene: Scene) -> WebPage:
    """The page with one to four lines of boilerplate around its prose."""
    notices = [scene(line) for line in scene.shuffled(BOILERPLATE[page.language], scene.pick((1, 2, 3, 4)))]
    above = len(notices) // 2
    text = "\n".join((*notices[:above], page.clean, *notices[above:]))
    return replace(page, text=text, boilerplate=tuple(notices))


def _copied(page: WebPage, number: int) -> WebPage:
    return replace(page, number=number, duplicate="exact", duplicate_of=page.number)


def _altered(page: WebPage, number: int, where: World, rng: random.Random) -> WebPage:
    """The same prose in another frame, with a sentence more at its end."""
    scene = Scene(page.language, where.grammars, rng)
    longer = replace(page, clean=f"{page.clean}\n{scene.say(OPENINGS)}", number=number)
    return replace(_framed(longer, scene), duplicate="near", duplicate_of=page.number)


def _spam(scene: Scene, number: int) -> WebPage:
    lines = [scene.fresh().say(SPAM) for _ in range(4)]
    return WebPage("\n".join(lines), scene.language, number, "", (), (), spam=True)


def _personal(scene: Scene) -> tuple[str, str, str]:
    """A line, the kind of datum, and the datum: (Escríbeme a lucia7@example.com., email, lucia7@example.com)."""
    kind = scene.pick(tuple(PERSONAL[scene.language]))
    digits = [str(int(scene.random() * 10)) for _ in range(16)]
    datum = {
        "email": f"{_nickname(scene)}{digits[0]}@example.{scene.pick(('com', 'org', 'net'))}",
        "phone": f"555-01{digits[0]}{digits[1]}",
        "address": _address(scene, int(digits[0] + digits[1]) + 1),
        "card": " ".join("".join(digits[at : at + 4]) for at in range(0, 16, 4)),
    }[kind]
    return scene(scene.pick(PERSONAL[scene.language][kind])).replace("%", datum), kind, datum


def _nickname(scene: Scene) -> str:
    return scene("{animal.n}.{clothes.n}").replace(" ", "").lower()


def _address(scene: Scene, number: int) -> str:
    street = scene.pick(STREETS[scene.language])
    return f"{street} {number}" if scene.language == "es" else f"{number} {street}"


def _story(scene: Scene, where: World) -> str:
    return story(scene, where).text


def _article(scene: Scene, where: World) -> str:
    return scene.pick((article, biography))(scene, where).text


def _opinion(scene: Scene, where: World) -> str:
    return opinion(scene, scene.pick(("positive", "negative")))
