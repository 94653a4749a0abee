"""Verbs, Spanish = English, by what they can be said of. A verb appears with a direct object of its own kind."""

VERBS: dict[str, str] = {
    # a person does it to a thing
    "handle": """
        comprar=buy, vender=sell, buscar=look for, encontrar=find, perder=lose, limpiar=clean, pintar=paint,
        reparar=repair,
        guardar=put away, romper=break, llevar=carry, traer=bring, mostrar=show, dibujar=draw, pedir=ask for,
        devolver=return,
        olvidar=forget, cargar=lift, envolver=wrap, mirar=look at, tocar=touch, usar=use, recoger=pick up, abrir=open,
        esconder=hide, lavar=wash, mover=move, prestar=lend, regalar=give away, tirar=throw away, medir=measure,
        describir=describe,
        decorar=decorate, levantar=raise, empujar=push, jalar=pull, soltar=drop, coleccionar=collect,
        elegir=choose, revisar=check,
        copiar=copy, doblar=fold, colgar=hang up, quemar=burn, inventar=invent, construir=build,
        fotografiar=photograph, rentar=rent,
        pesar=weigh, cuidar=look after, cubrir=cover, robar=steal, examinar=examine, tapar=cover up, sacudir=shake,
        enviar=send,
        desear=want, necesitar=need, recibir=receive, entregar=deliver, descubrir=discover, cambiar=change,
        admirar=admire""",
    # where one is
    "get": """
        comprar=buy, buscar=look for, encontrar=find, perder=lose, olvidar=forget, vender=sell, dejar=leave,
        recoger=pick up,
        esconder=hide, pedir=ask for, conseguir=get, descubrir=discover""",
    # together with somebody
    "fun": """
        jugar=play, bailar=dance, cantar=sing, caminar=walk, viajar=travel, nadar=swim, correr=run, cocinar=cook,
        pescar=fish, remar=row,
        estudiar=study, acampar=camp, patinar=skate, esquiar=ski, trabajar=work, descansar=rest""",
    # in a recipe
    "prep": """
        cortar=cut, lavar=wash, pelar=peel, picar=chop, hervir=boil, rebanar=slice, hornear=bake, cocinar=cook,
        asar=roast, rallar=grate,
        moler=grind, calentar=heat up""",
    # a person does it to food
    "cook": """
        comer=eat, cocinar=cook, preparar=prepare, probar=taste, servir=serve, compartir=share, calentar=heat up,
        cortar=cut,
        mezclar=mix, hornear=bake, pelar=peel, morder=bite, enfriar=cool, masticar=chew, batir=beat, congelar=freeze,
        picar=chop, adornar=garnish, sazonar=season, rebanar=slice, hervir=boil, oler=smell, tragar=swallow,
        devorar=devour""",
    # people and animals do it, no object
    "live": """
        dormir=sleep, correr=run, saltar=jump, caminar=walk, nadar=swim, cantar=sing, descansar=rest, jugar=play,
        esperar=wait,
        comer=eat, beber=drink, gritar=shout, llorar=cry, trabajar=work, bailar=dance, viajar=travel,
        estudiar=study, sonreír=smile,
        pensar=think, cocinar=cook, leer=read, escribir=write, toser=cough, estornudar=sneeze, bostezar=yawn,
        suspirar=sigh,
        temblar=tremble, soñar=dream, aplaudir=clap, pescar=fish, remar=row, esquiar=ski, patinar=skate,
        escalar=climb, acampar=camp,
        desayunar=have breakfast, cenar=have dinner, almorzar=have lunch, respirar=breathe, silbar=whistle,
        tropezar=trip,
        susurrar=whisper, murmurar=mutter, despertar=wake up, dudar=hesitate, mentir=lie, gatear=crawl,
        madrugar=get up early""",
    "beast": """
        dormir=sleep, correr=run, saltar=jump, descansar=rest, comer=eat, jugar=play, beber=drink, caminar=walk,
        temblar=tremble,
        respirar=breathe, bostezar=yawn, trotar=trot, gruñir=growl, cavar=dig, desaparecer=disappear,
        regresar=come back, escapar=escape""",
    # a person or an animal does it to an animal
    "tend": """
        cuidar=look after, bañar=bathe, acariciar=stroke, perseguir=chase, asustar=frighten, alimentar=feed,
        rescatar=rescue,
        observar=watch, peinar=comb, adoptar=adopt, entrenar=train, buscar=look for, encontrar=find, seguir=follow,
        cargar=carry,
        ver=see, oír=hear, espantar=scare off, proteger=protect, curar=heal, vigilar=watch over, atrapar=catch,
        liberar=set free""",
    # a person does it to a person; Spanish takes the personal a
    "meet": """
        ayudar=help, saludar=greet, llamar=call, visitar=visit, abrazar=hug, invitar=invite, escuchar=listen to,
        esperar=wait for,
        ver=see, conocer=meet, buscar=look for, entender=understand, acompañar=go with, felicitar=congratulate,
        perdonar=forgive,
        consolar=comfort, despedir=say goodbye to, admirar=admire, regañar=scold, interrumpir=interrupt,
        besar=kiss, empujar=push,
        extrañar=miss, aconsejar=advise, convencer=convince, engañar=trick, defender=defend, recordar=remember,
        respetar=respect,
        imitar=imitate, animar=encourage, sorprender=surprise, molestar=bother, proteger=protect,
        fotografiar=photograph""",
    # with a text or a piece of school work
    "study": """
        leer=read, escribir=write, copiar=copy, aprender=learn, explicar=explain, recordar=remember,
        olvidar=forget, terminar=finish,
        empezar=begin, repetir=repeat, revisar=check, corregir=correct, traducir=translate, entender=understand,
        inventar=make up,
        recitar=recite, repasar=review, resolver=solve, compartir=share, publicar=publish, memorizar=memorize,
        buscar=look for""",
    # with music
    "play": """
        tocar=play, practicar=practice, afinar=tune, comprar=buy, estudiar=study, vender=sell, limpiar=clean,
        llevar=bring, elegir=choose""",
}
