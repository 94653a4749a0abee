"""Two people talk: in a shop, on the way, about plans, an ache, a loss. No question here asks a fact."""

from collections.abc import Mapping, Sequence

from course_lib.world.facts import World
from course_lib.world.scene import Draft, Language, Scene

Turns = Sequence[Sequence[str]]  # for each turn, in order, the ways to say it
TOPICS: Mapping[str, Mapping[Language, Turns]] = {
    "shop": {
        "es": (
            ("Buenos días. ¿Qué se le ofrece?", "Buenas tardes. ¿En qué le ayudo?", "Hola, ¿qué va a llevar?"),
            (
                "Busco {thing.un} {color.o:thing}.",
                "Quisiera {thing.un} que no sea muy {look.o:thing}.",
                "Necesito {thing.un} para mi {kin.n}.",
            ),
            (
                "Sí, cuesta {number.n} pesos.",
                "Nos queda un modelo, a {number.n} pesos.",
                "Claro, está junto {furniture.al}.",
            ),
            (
                "Me {thing.lo} llevo, gracias.",
                "Está muy car{thing.o}. ¿Me hace un descuento?",
                "¿Puedo pagar con tarjeta?",
            ),
            (
                "Claro que sí. Que tenga buen día.",
                "Por supuesto. Que le vaya bien.",
                "Déjeme preguntarle a mi {kin.n}.",
            ),
        ),
        "en": (
            (
                "Good morning. How can I help you?",
                "Hello. What can I get you?",
                "Hi there, are you looking for anything?",
            ),
            (
                "I am looking for {color.a} {thing.n}.",
                "I would like {thing.a}, nothing too {look.n}.",
                "I need {thing.a} for my {kin.n}.",
            ),
            (
                "Yes, for {number.n} dollars.",
                "We have one left, for {number.n} dollars.",
                "Of course, over there by {furniture.the}.",
            ),
            ("I'll take it, thank you.", "That is expensive. Could I have a discount?", "Can I pay by card?"),
            ("Of course. Have a nice day.", "Certainly. Take care.", "Let me ask my {kin.n}."),
        ),
    },
    "way": {
        "es": (
            ("Disculpa, ¿dónde está {town_place.el}?", "Perdón, ¿sabes cómo llego {town_place.al}?"),
            (
                "Camina hasta {town_place2.el} y da vuelta a la derecha.",
                "Está a {number.n} cuadras, frente {town_place2.al}.",
                "Toma {ride.el} y bájate en {town_place2.el}.",
            ),
            ("¿Queda muy lejos?", "¿Está lejos?", "¿Voy a tardar mucho?"),
            (
                "No, llegas en {number2.n} minutos.",
                "No, pero ten cuidado con {animal.los}.",
                "Un poco, como {number2.n} minutos a pie.",
            ),
            ("Muchas gracias.", "Gracias, qué amable.", "Te lo agradezco mucho."),
        ),
        "en": (
            ("Excuse me, where is {town_place.the}?", "Sorry, do you know how I get to {town_place.the}?"),
            (
                "Walk to {town_place2.the} and turn right.",
                "It is {number.n} blocks away, across from {town_place2.the}.",
                "Take {ride.the} and get off at {town_place2.the}.",
            ),
            ("Is it very far?", "Is that far away?", "Will it take me long?"),
            (
                "No, you will be there in {number2.n} minutes.",
                "No, but watch out for the {animal.ns}.",
                "A little, about {number2.n} minutes on foot.",
            ),
            ("Thank you very much.", "Thanks, that is kind of you.", "I really appreciate it."),
        ),
    },
    "plans": {
        "es": (
            ("¿Qué vas a hacer el fin de semana?", "¿Tienes planes para el sábado?", "¿Quieres que hagamos algo?"),
            (
                "Voy {town_place.al} con {kin.el} de {person3.name}.",
                "Quiero {v_live.inf} en {wild_place.el}.",
                "Tengo que estudiar {subject.n}.",
            ),
            ("¿Puedo ir contigo?", "¿Me invitas?", "¿Quieres que te acompañe?"),
            ("Sí, pero trae {thing.un} y {food.un}.", "Claro, nos vemos {hour.n}.", "Cuando termine, te llamo."),
            ("Perfecto, ahí te veo.", "Bueno, avísame cuando salgas.", "Dale, le digo también a mi {kin2.n}."),
        ),
        "en": (
            ("What are you doing this weekend?", "Do you have plans for Saturday?", "Do you want to do something?"),
            (
                "I'm going to {town_place.the} with {person3.name}'s {kin.n}.",
                "I want to {v_live.base} {wild_place.in}.",
                "I have to study {subject.n}.",
            ),
            (
                "Can I come with you?",
                "How {praise.n}!",
                "I hope it doesn't rain.",
                "I don't think that is a good idea.",
            ),
            ("Yes, but bring {thing.a} and {food.a}.", "Sure, see you {hour.n}.", "When I finish, I'll call you."),
            ("Perfect, see you there.", "Fine, let me know when you leave.", "OK, I'll tell my {kin2.n} too."),
        ),
    },
    "health": {
        "es": (
            ("¿Qué tienes? ¿Por qué no comes?", "¿Te sientes bien?", "¿Qué le pasa a tu {body.n}?"),
            ("Me duele {body.el}.", "Me caí en {town_place.el}.", "Me mordió {animal.un}."),
            (
                "Es mejor que descanses.",
                "Ponte hielo y espera {number.n} horas.",
                "Te recomiendo que vayas al médico.",
            ),
            ("No quiero que se preocupe mi {kin.n}.", "¿Y si no se me quita?", "Ya tomé agua y no sirvió."),
            (
                "Entonces llamo a mi {kin2.n}.",
                "No te preocupes, yo te cuido.",
                "Vamos a la farmacia antes de que cierre.",
            ),
        ),
        "en": (
            ("What is wrong? Why aren't you eating?", "Do you feel all right?", "What happened to your {body.n}?"),
            ("My {body.n} hurts.", "I fell at {town_place.the}.", "I was bitten by {animal.a}."),
            (
                "You had better rest.",
                "Put some ice on it and wait {number.n} hours.",
                "I suggest you see a doctor.",
            ),
            ("I don't want my {kin.n} to worry.", "What if it doesn't go away?", "I drank water and it didn't help."),
            (
                "Then I'll call my {kin2.n}.",
                "Don't worry, I'll look after you.",
                "Let's go to the pharmacy before it closes.",
            ),
        ),
    },
    "lost": {
        "es": (
            (
                "No encuentro {thing.el} {color.o:thing}.",
                "¿Has visto {thing.el} de mi {kin.n}?",
                "Perdí {thing.el} en {room.el}.",
            ),
            ("¿Ya buscaste en {surface.el}?", "¿No está sobre {surface.el}?", "¿Y {container2.el}? ¿Ya revisaste?"),
            ("Ya busqué, y nada.", "Ahí no está.", "Sí, revisé todo y no está."),
            (
                "Espera, {thing.lo} tiene {animal.el}.",
                "Alguien {thing.lo} guardó en {container.el}.",
                "Tal vez {thing.lo} tomó {worker.el}.",
            ),
            ("¡Menos mal!", "Gracias por ayudarme.", "No me dejes olvidar{thing.lo} otra vez."),
        ),
        "en": (
            (
                "I can't find the {color.n} {thing.n}.",
                "Have you seen my {kin.n}'s {thing.n}?",
                "I lost {thing.the} {room.in}.",
            ),
            (
                "Did you look on {surface.the}?",
                "Isn't it on {surface.the}?",
                "What about {container2.the}? Did you look there?",
            ),
            ("I looked, and nothing.", "It is not there.", "Yes, I checked everything and it is not there."),
            ("Wait, {animal.the} has it.", "Somebody put it in {container.the}.", "Maybe {worker.the} took it."),
            ("Thank goodness!", "Thanks for helping me.", "Don't let me forget it again."),
        ),
    },
}


def dialogue(scene: Scene, world: World) -> Draft:
    """Four or five turns between two people of the world; labels: topic."""
    topic = scene.pick(tuple(TOPICS))
    turns = TOPICS[topic][scene.language]
    speakers = scene("{person.name}|{person2.name}").split("|")
    lines = [f"{speakers[number % 2]}: {scene(scene.pick(ways))}" for number, ways in enumerate(turns)]
    return Draft("\n".join(lines[: scene.pick((4, 5))]), {"topic": topic})
