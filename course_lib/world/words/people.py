"""What the facts are made of: names, cities, special foods and films. What is said of real cities and foods is true."""

# Name and gender of the people; the first WorldConfig.people of them live in the world.
NAMES = """
    Lucía/f, Mateo/m, Ximena/f, Diego/m, Emily/f, Tomás/m, Abril/f, James/m, Renata/f, Emiliano/m, Grace/f,
    Joaquín/m, Itzel/f, Oliver/m, Valeria/f, Rodrigo/m, Hannah/f, Gael/m, Citlali/f, Henry/m, Mariana/f, Andrés/m,
    Sarah/f, Iker/m, Paloma/f, Daniel/m, Ruth/f, Saúl/m, Jimena/f, Peter/m, Fernanda/f, Nicolás/m, Alice/f,
    Bruno/m, Regina/f, Walter/m, Inés/f, Hugo/m, Martha/f, Leonardo/m
"""
PETS = """
    Canela, Pancho, Luna, Rocky, Nube, Chispa, Bolita, Max, Frida, Coco, Simba, Pelusa, Toby, Manchas, Kira,
    Trueno, Mora, Charlie, Nieve, Copito, Lola, Duque, Galleta, Benji, Perla, Rayo, Olivia, Chato, Ginger, Pinto,
    Sombra, Zeus, Dulce, Cacao, Panda, Lucky, Estrella, Tigre, Menta, Jazz
"""
PET_KINDS = (
    "perro=dog, gato=cat, conejo=rabbit, tortuga=turtle, loro=parrot, hámster=hamster, caballo=horse, iguana=iguana"
)

# name es | name en | state or region es | en | known for es | en
CITIES = """
    Guadalajara|Guadalajara|Jalisco|Jalisco|sus mariachis|its mariachi bands
    Monterrey|Monterrey|Nuevo León|Nuevo León|su Cerro de la Silla|the Cerro de la Silla mountain
    Mérida|Mérida|Yucatán|Yucatán|su cochinita pibil|its cochinita pibil
    Xalapa|Xalapa|Veracruz|Veracruz|su museo de antropología|its anthropology museum
    Morelia|Morelia|Michoacán|Michoacán|su acueducto de piedra|its stone aqueduct
    Cancún|Cancún|Quintana Roo|Quintana Roo|sus playas|its beaches
    Tijuana|Tijuana|Baja California|Baja California|la ensalada César|the Caesar salad
    Acapulco|Acapulco|Guerrero|Guerrero|sus clavadistas|its cliff divers
    Cuernavaca|Cuernavaca|Morelos|Morelos|su clima de primavera|its springlike weather
    Pachuca|Pachuca|Hidalgo|Hidalgo|sus pastes|its meat pasties
    Saltillo|Saltillo|Coahuila|Coahuila|sus sarapes|its striped sarapes
    León|León|Guanajuato|Guanajuato|sus zapatos de piel|its leather shoes
    Boston|Boston|Massachusetts|Massachusetts|su maratón|its marathon
    Chicago|Chicago|Illinois|Illinois|su pizza de masa gruesa|its deep-dish pizza
    Austin|Austin|Texas|Texas|su música en vivo|its live music
    Seattle|Seattle|Washington|Washington|su lluvia|its rain
"""
# name es | name en | gender | main ingredient es | en | taste es (agrees) | en
SPECIALTIES = """
    tejuino|tejuino|m|maíz fermentado|fermented corn|agridulce|sweet and sour
    pozole|pozole|m|granos de maíz|corn kernels|picante|spicy
    mole|mole|m|chiles y chocolate|chilies and chocolate|espeso|thick
    atole|atole|m|masa de maíz|corn dough|dulce|sweet
    guacamole|guacamole|m|aguacate|avocado|cremoso|creamy
    horchata|horchata|f|arroz|rice|refrescante|refreshing
    tepache|tepache|m|piña|pineapple|ácido|sour
    cajeta|cajeta|f|leche de cabra|goat's milk|dulce|sweet
    ceviche|ceviche|m|pescado|fish|ácido|sour
    birria|birria|f|carne de chivo|goat meat|picante|spicy
    champurrado|champurrado|m|masa y chocolate|corn dough and chocolate|espeso|thick
    gazpacho|gazpacho|m|tomate|tomato|fresco|fresh
    paella|paella|f|arroz|rice|salado|salty
    tortilla española|Spanish omelette|f|huevo y papa|eggs and potatoes|salado|salty
    natilla|vanilla custard|f|leche y huevo|milk and eggs|cremoso|creamy
    limonada|lemonade|f|limón|lemon|ácido|sour
"""
# title es | title en | director | year | genre es | en | set in: a city of the list above, by its row
FILMS = """
    El tren de medianoche|The Midnight Train|Elena Duarte|1994|misterio|mystery|0
    La casa del limonero|The House by the Lemon Tree|Marcos Villa|2003|fantasía|fantasy|2
    Tres inviernos|Three Winters|Helen Moore|1987|romance|romance|12
    El ladrón de relojes|The Watch Thief|Arturo Leal|2011|aventuras|adventure|4
    Cartas a nadie|Letters to No One|Sofía Nieto|1999|guerra|war|3
    La última ola|The Last Wave|Peter Lang|1976|suspenso|suspense|7
    Un domingo sin sol|A Sunday Without Sun|Elena Duarte|2008|comedia|comedy|8
    El faro dormido|The Sleeping Lighthouse|Helen Moore|2015|misterio|mystery|15
    Ruido blanco en el norte|White Noise in the North|Marcos Villa|2019|ciencia ficción|science fiction|1
    La banda del patio|The Backyard Gang|Julia Prado|2001|comedia|comedy|9
    Polvo y canela|Dust and Cinnamon|Sofía Nieto|1982|romance|romance|11
    Los hijos del volcán|Children of the Volcano|Arturo Leal|1991|aventuras|adventure|10
    La pianista invisible|The Invisible Pianist|Julia Prado|2022|terror|horror|13
    Noche en la frontera|Night at the Border|Peter Lang|2006|suspenso|suspense|6
    El planeta de papel|The Paper Planet|Nora Quiroz|2013|ciencia ficción|science fiction|14
    Baila conmigo, abuela|Dance with Me, Grandma|Nora Quiroz|2017|comedia|comedy|5
"""
COLORS = """
    rojo=red, azul=blue, verde=green, amarillo=yellow, morado=purple, anaranjado=orange, negro=black, blanco=white,
    gris=gray, rosa=pink
"""
