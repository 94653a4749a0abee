"""Short stories: somebody goes somewhere, something happens, a friend helps, all ends well or nearly."""

from collections.abc import Mapping, Sequence

from course_lib.world.facts import World
from course_lib.world.scene import Draft, Language, Scene

Texts = Mapping[Language, Sequence[str]]
PARTS: tuple[Texts, ...] = (
    {  # somebody, somewhere
        "es": (
            "{time.N}, {person.name} fue {town_place.al} con {person.pet_name}, su {person.pet}.",
            "{weather.N} cuando {person.name} salió {room.del} para ir {town_place.al}.",
            "{person.name} caminaba {manner.n} por {wild_place.el}.",
            "{time.N}, {person.name} y {kin.el} de {person.friend} viajaron en {ride.n} hasta {wild_place.un}.",
            "Había una vez {animal.un} {character.o:animal} que vivía en {wild_place.un}, cerca de la casa de "
            "{person.name}.",
            "En {person.city}, donde vive {person.name}, {weather.n}.",
            "{person.name} estaba en {room.el} {v_cook.ger} {food.un}.",
            "{time.N} hubo {event.un} en {town_place.el}, y {person.name} llegó {hour.n}.",
            "{person.name} llevaba {number.n} días buscando {thing.un} {look.o:thing}.",
        ),
        "en": (
            "{time.N} {person.name} went to {town_place.the} with {person.pet_name}, {person.his} {person.pet}.",
            "{weather.N} when {person.name} left {room.the} to go to {town_place.the}.",
            "{person.name} was walking {manner.n} along {wild_place.the}.",
            "{time.N} {person.name} and {person.friend}'s {kin.n} traveled by {ride.n} to {wild_place.a}.",
            "Once upon a time there was {character.a} {animal.n} that lived by {wild_place.a}, near "
            "{person.name}'s house.",
            "In {person.city}, where {person.name} lives, {weather.n}.",
            "{person.name} was {room.in}, {v_cook.ing} {food.a}.",
            "{time.N} there was {event.a} at {town_place.the}, and {person.name} arrived {hour.n}.",
            "{person.name} had been looking for {look.a} {thing.n} for {number.n} days.",
        ),
    },
    {  # something happens
        "es": (
            "{sudden.N} vio {animal2.un} {fur.o:animal2} que {v_beast.used} junto a {plant.un}.",
            "Se dio cuenta de que había perdido {object.el} {look.o:object} que le regaló {person.friend}.",
            "En el suelo encontró {object4.un} {color.o:object4} y {thing2.un} {state.o:thing2}.",
            "{worker.Un} muy {mood.o:worker} gritaba que alguien le había robado {object2.el}.",
            "Entonces oyó un ruido: {animal2.un} se había escapado {room2.del}.",
            "{animal2.Un} llegó corriendo, saltó y tiró {object.el} al suelo.",
            "A medio camino se descompuso {ride2.el} y todos tuvieron que caminar.",
            "Debajo de {plant.un} {build.o:plant} había {bug.unos} y {object5.un} de {material.n}.",
            "{thing2.El} estaba cubiert{thing2.o} de {cover.n}.",
            "—Eso no fue {idea.un}, fue {idea2.un} —dijo alguien.",
            "A {person.name} le dolía {body.el}, pero no quería que nadie lo supiera.",
            "Alguien había dejado un recado sobre {surface.el}: «Ven {town_place2.al} {hour.n}».",
        ),
        "en": (
            "{sudden.N} {person.he} saw {fur.a} {animal2.n} {v_beast.ing} next to {plant.a}.",
            "{person.He} realized that the {look.n} {object.n} from {person.friend} was gone.",
            "On the ground {person.he} found {color.a} {object4.n} and {state.a} {thing2.n}.",
            "A very {mood.n} {worker.n} was shouting that somebody had stolen {object2.the}.",
            "Then {person.he} heard a noise: {animal2.a} had escaped from {room2.the}.",
            "{animal2.A} came running, jumped and knocked {object.the} to the floor.",
            "Halfway there {ride2.the} broke down and everybody had to walk.",
            "Under {build.a} {plant.n} there were some {bug.ns} and {object5.a} made of {material.n}.",
            "{thing2.The} was covered in {cover.n}.",
            "“That was not {idea.a}, it was {idea2.a},” said somebody.",
            "{person.name}'s {body.n} hurt, but {person.he} did not want anyone to know.",
            "Somebody had left a note on {surface.the}: “Come to {town_place2.the} {hour.n}.”",
        ),
    },
    {  # what the person does
        "es": (
            "{person.name} llamó a {person.friend}, que llegó {manner.n}.",
            "—¿Qué hago? —preguntó {person.name}.\n—Descansa un rato y luego busca {thing3.el} —contestó "
            "{person.friend}.",
            "«Es mejor que alguien {v_handle.sub} {thing3.el}», pensó {person.name}.",
            "{person.name} se puso {clothes.el} {color.o:clothes} y {v_fun.past} {manner.n}.",
            "Como es {person.job}, {person.name} sabía muy bien qué hacer.",
            "—No tengas miedo —dijo {person.friend}—. Vamos {town_place2.al}.",
            "Para pensar mejor, {person.name} tocó {person.instrument} {manner.n}.",
            "{person.name} le pidió ayuda a {worker2.un} que trabajaba en {town_place2.el}.",
            "{person.name} {v_handle.past} {thing3.un}, {v_handle2.past} {thing4.un} y no dijo nada.",
            "Juntos, {person.name} y {person.friend} guardaron {thing3.los} en {container.el}.",
        ),
        "en": (
            "{person.name} called {person.friend}, who arrived {manner.n}.",
            "“What should I do?” asked {person.name}.\n“Rest for a while and then look for {thing3.the},” "
            "answered {person.friend}.",
            "“Somebody had better {v_handle.base} {thing3.the},” thought {person.name}.",
            "{person.name} put on {person.his} {color.n} {clothes.n} and {v_fun.past} {manner.n}.",
            "Being {person.a_job}, {person.name} knew exactly what to do.",
            "“Don't be afraid,” said {person.friend}. “Let's go to {town_place2.the}.”",
            "To think better, {person.name} played {person.instrument} {manner.n}.",
            "{person.name} asked for help from {worker2.a} who worked at {town_place2.the}.",
            "{person.name} {v_handle.past} {thing3.a}, {v_handle2.past} {thing4.a} and said nothing.",
            "Together, {person.name} and {person.friend} put the {thing3.ns} into {container.the}.",
        ),
    },
    {  # the end
        "es": (
            "Al final pidieron {person.food} y se rieron de todo.",
            "Desde ese día, {person.name} {often.n} visita {town_place.el}.",
            "{person.name} volvió a casa {mood.o:person} pero tranquil{person.o}.",
            "—¡Qué día tan {praise.om}! —dijo {person.name} antes de dormir.",
            "Esa noche soñó con {animal3.unos} y con {sky.un} {color2.o:sky}.",
            "{person.friend} le dio las gracias y le regaló {thing5.un} {color2.o:thing5}.",
            "Nadie supo nunca quién había sido, y a {person.name} no le importó.",
            "{person.name} aprendió que {treasure.n} vale más que {object3.un} de {material2.n}.",
            "Y colorín colorado, este cuento se ha acabado.",
            "—Ojalá que mañana me dejes {v_fun2.inf} contigo —dijo {person.friend}.",
        ),
        "en": (
            "In the end they had {person.food} and laughed about everything.",
            "Since that day, {person.name} has {often.n} thought of {town_place.the}.",
            "{person.name} went back home feeling {mood.n}, but safe.",
            "“What {praise.a} day!” said {person.name} before going to sleep.",
            "That night {person.he} dreamed of {animal3.ns} and of {color2.a} {sky.n}.",
            "{person.friend} said thank you and gave {person.him} {color2.a} {thing5.n}.",
            "Nobody ever found out who it was, and {person.name} did not mind.",
            "{person.name} learned that {treasure.n} is worth more than {object3.a} made of {material2.n}.",
            "And they all lived happily ever after.",
            "“I hope you let me {v_fun2.base} with you tomorrow,” said {person.friend}.",
        ),
    },
)


def story(scene: Scene, world: World) -> Draft:
    """One sentence of each part in order; a second happening or deed in half of the stories."""
    extra = scene.pick((None, None, 1, 2))
    sentences = []
    for number, options in enumerate(PARTS):
        for template in scene.shuffled(options[scene.language], 2 if number == extra else 1):
            sentences.append(scene(template))
    return Draft(" ".join(sentences))
