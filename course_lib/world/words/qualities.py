"""Adjectives, and phrases that are whole: weather, times of day, sports, reasons. Spanish = English."""

ADJECTIVES: dict[str, str] = {
    "color": """
        rojo=red, azul=blue, verde=green, amarillo=yellow, negro=black, blanco=white, morado=purple,
        anaranjado=orange, gris=gray,
        café=brown, rosado=pink, dorado=golden, plateado=silver, turquesa=turquoise""",
    "fur": """
        negro=black, blanco=white, café=brown, gris=gray, flaco=skinny, gordo=fat, peludo=furry, manchado=spotted,
        pequeño=small, enorme=huge""",
    "look": """
        viejo=old, nuevo=new, pequeño=small, grande=big, bonito=pretty, largo=long,
        corto=short, pesado=heavy, ligero=light, caro=expensive, barato=cheap, redondo=round, cuadrado=square,
        elegante=elegant,
        raro=strange, antiguo=ancient, moderno=modern, enorme=huge, diminuto=tiny, suave=soft, duro=hard,
        brillante=shiny,
        oscuro=dark, claro=pale, delgado=thin, grueso=thick, ancho=wide, estrecho=narrow, transparente=transparent,
        frágil=fragile, resistente=sturdy, útil=useful, sencillo=simple,
        valioso=valuable, perfecto=perfect, cómodo=comfortable, famoso=famous, común=common,
        extraño=odd, liso=smooth, áspero=rough, puntiagudo=pointed, plano=flat, hueco=hollow,
        misterioso=mysterious""",
    # with estar
    "state": """
        limpio=clean, sucio=dirty, roto=broken, vacío=empty, lleno=full, mojado=wet, seco=dry, oxidado=rusty,
        torcido=crooked,
        abierto=open, cerrado=closed, rayado=scratched, manchado=stained, helado=freezing, abandonado=abandoned,
        escondido=hidden""",
    "build": """
        viejo=old, grande=big, pequeño=small, bonito=pretty, enorme=huge, diminuto=tiny, hermoso=beautiful,
        raro=strange, nuevo=new""",
    "mood": """
        feliz=happy, triste=sad, cansado=tired, enojado=angry, contento=glad, nervioso=nervous, tranquilo=calm,
        preocupado=worried,
        aburrido=bored, sorprendido=surprised, asustado=scared, emocionado=excited, orgulloso=proud,
        confundido=confused,
        hambriento=hungry, celoso=jealous, agradecido=grateful, avergonzado=ashamed, curioso=curious, furioso=furious,
        satisfecho=satisfied, desesperado=desperate, entusiasmado=enthusiastic, distraído=distracted,
        decepcionado=disappointed""",
    # said of the speaker, so with one form for both genders
    "mood_up": "feliz=happy, alegre=cheerful, sonriente=pleased",
    "mood_down": "triste=sad, inconforme=dissatisfied, infeliz=unhappy",
    "character": """
        amable=kind, inteligente=intelligent, valiente=brave, trabajador=hardworking, generoso=generous,
        tímido=shy, paciente=patient,
        divertido=funny, serio=serious, honesto=honest, alegre=cheerful, curioso=curious, terco=stubborn,
        perezoso=lazy,
        cariñoso=affectionate, educado=polite, creativo=creative, ordenado=tidy, distraído=absent-minded,
        puntual=punctual,
        sincero=sincere, astuto=cunning, prudente=cautious, responsable=responsible, travieso=mischievous,
        humilde=humble,
        atrevido=daring, ambicioso=ambitious, torpe=clumsy, rápido=fast, fuerte=strong, joven=young, sabio=wise,
        leal=loyal""",
    "taste": """
        dulce=sweet, salado=salty, amargo=bitter, ácido=sour, picante=spicy, caliente=hot, frío=cold, tibio=warm,
        fresco=fresh,
        crudo=raw, cremoso=creamy, crujiente=crunchy, jugoso=juicy, maduro=ripe, verde=green, quemado=burnt,
        aguado=watery,
        grasoso=greasy, casero=homemade, delicioso=delicious""",
    "praise": """
        excelente=excellent, maravilloso=wonderful, hermoso=beautiful, increíble=amazing, fantástico=fantastic,
        divertido=fun,
        encantador=charming, brillante=brilliant, inolvidable=unforgettable, genial=great, magnífico=magnificent,
        impecable=flawless,
        emocionante=exciting, delicado=delicate, extraordinario=extraordinary, agradable=pleasant,
        admirable=admirable,
        fascinante=fascinating, conmovedor=moving, espléndido=splendid, estupendo=terrific, original=original,
        memorable=memorable""",
    "blame": """
        terrible=terrible, aburrido=boring, horrible=horrible, pésimo=awful, malo=bad, decepcionante=disappointing,
        confuso=confusing, desagradable=unpleasant, mediocre=mediocre, absurdo=absurd, ridículo=ridiculous,
        espantoso=dreadful,
        insoportable=unbearable, triste=sad, vulgar=vulgar, torpe=clumsy, predecible=predictable, molesto=annoying,
        feo=ugly, lamentable=pitiful, deficiente=poor, monótono=monotonous, desastroso=disastrous""",
}

PHRASES: dict[str, str] = {
    "time": """
        una mañana=one morning; una tarde=one afternoon; una noche=one night; el lunes=on Monday;
        el martes=on Tuesday;
        el miércoles=on Wednesday; el jueves=on Thursday; el viernes=on Friday; el sábado=on Saturday;
        el domingo=on Sunday; ayer=yesterday;
        anoche=last night; hace una semana=a week ago; el mes pasado=last month; el año pasado=last year;
        en enero=in January;
        en febrero=in February; en marzo=in March; en abril=in April; en mayo=in May; en junio=in June;
        en julio=in July;
        en agosto=in August; en septiembre=in September; en octubre=in October; en noviembre=in November;
        en diciembre=in December;
        al amanecer=at dawn; a mediodía=at noon; a medianoche=at midnight; antes de la cena=before dinner;
        después de clases=after school;
        durante las vacaciones=during the holidays; el primer día de primavera=on the first day of spring;
        aquel verano=that summer;
        un día de otoño=one autumn day; un día de invierno=one winter day""",
    "weather": """
        hacía sol=it was sunny; llovía=it was raining; hacía frío=it was cold; hacía calor=it was hot;
        soplaba el viento=the wind was blowing;
        nevaba=it was snowing; el cielo estaba nublado=the sky was cloudy; había niebla=it was foggy;
        lloviznaba=it was drizzling;
        caía granizo=it was hailing; el aire olía a lluvia=the air smelled of rain;
        no se movía ni una hoja=not a leaf was moving;
        brillaba la luna=the moon was shining; tronaba a lo lejos=it was thundering in the distance;
        el cielo estaba despejado=the sky was clear;
        hacía un calor insoportable=it was unbearably hot; empezaba a oscurecer=it was getting dark""",
    "often": """
        siempre=always; nunca=never; a veces=sometimes; casi siempre=almost always; casi nunca=hardly ever;
        a menudo=often;
        todavía=still; ya no=no longer; pocas veces=rarely; normalmente=usually""",
    "manner": """
        despacio=slowly; rápidamente=quickly; en silencio=silently; con cuidado=carefully; con alegría=joyfully;
        sin prisa=unhurriedly;
        con paciencia=patiently; a escondidas=in secret; con orgullo=proudly; tranquilamente=calmly;
        con ganas=eagerly; sin ayuda=without help; en voz baja=in a low voice; con mucho ruido=noisily;
        con elegancia=elegantly;
        de mala gana=reluctantly; con torpeza=clumsily; con valentía=bravely""",
    "sudden": """
        de pronto=suddenly; por fin=at last; de repente=all of a sudden; al poco rato=a little later;
        más tarde=later on""",
    "treasure": """
        una promesa=a promise; un buen amigo=a good friend; un consejo=a piece of advice; una sonrisa=a smile;
        la verdad=the truth;
        la paciencia=patience; un recuerdo=a memory; la libertad=freedom; la amistad=friendship;
        una disculpa=an apology; la salud=health;
        el silencio=silence; una buena idea=a good idea; la confianza=trust; la justicia=justice;
        el respeto=respect""",
    "sport": """
        el futbol=soccer; el basquetbol=basketball; la natación=swimming; el ciclismo=cycling; el tenis=tennis;
        el ajedrez=chess; el voleibol=volleyball;
        el beisbol=baseball; el box=boxing; la gimnasia=gymnastics; el atletismo=track and field; el yoga=yoga;
        el karate=karate;
        el patinaje=skating; el alpinismo=mountaineering; la esgrima=fencing; el golf=golf;
        la lucha libre=wrestling; el surf=surfing; el remo=rowing""",
    "subject": """
        matemáticas=mathematics; historia=history; biología=biology; química=chemistry; geografía=geography;
        física=physics; inglés=English;
        español=Spanish; música=music; literatura=literature; filosofía=philosophy; economía=economics;
        derecho=law; medicina=medicine;
        arquitectura=architecture; astronomía=astronomy; computación=computer science;
        educación física=physical education""",
    "kin": """
        la hermana=sister; el hermano=brother; la madre=mother; el padre=father; la abuela=grandmother;
        el abuelo=grandfather; la tía=aunt;
        el tío=uncle; la prima=cousin; el vecino=neighbor; el sobrino=nephew; la sobrina=niece;
        la hija=daughter; el hijo=son;
        la amiga=friend; el jefe=boss; el compañero=classmate; la suegra=mother-in-law;
        el nieto=grandson; la nieta=granddaughter""",
    "hour": """
        a la una=at one o'clock; a las dos=at two o'clock; a las tres=at three o'clock;
        a las cuatro=at four o'clock; a las cinco=at five o'clock;
        a las seis=at six o'clock; a las siete=at seven o'clock; a las ocho=at eight o'clock;
        a las nueve=at nine o'clock;
        a las diez=at ten o'clock; a las once=at eleven o'clock; a las doce=at twelve o'clock;
        a las cinco y media=at half past five;
        al cuarto para las ocho=at a quarter to eight""",
    "number": """
        dos=two; tres=three; cuatro=four; cinco=five; seis=six; siete=seven; ocho=eight; nueve=nine; diez=ten;
        once=eleven; doce=twelve;
        quince=fifteen; veinte=twenty; treinta=thirty; cuarenta=forty; cincuenta=fifty; cien=a hundred""",
}
