"""The laboratory's closed dictionary: the answers it asks for in German and in French, and their English."""

from scotoma.scenes.colours import NAMED
from scotoma.scenes.kinds import KINDS
from scotoma.scenes.wording import NUMBERS

__all__ = ["LANGUAGES", "english", "known", "translated"]

LANGUAGES = ("german", "french")

SMALL = {
    "yes": ("ja", "oui"),
    "no": ("nein", "non"),
    "left": ("links", "gauche"),
    "right": ("rechts", "droite"),
    "up": ("oben", "haut"),
    "down": ("unten", "bas"),
    "above": ("darüber", "au-dessus"),
    "below": ("darunter", "au-dessous"),
    "one": ("eins", "un"),
    "two": ("zwei", "deux"),
    "three": ("drei", "trois"),
    "four": ("vier", "quatre"),
    "five": ("fünf", "cinq"),
    "six": ("sechs", "six"),
    "seven": ("sieben", "sept"),
    "eight": ("acht", "huit"),
    "nine": ("neun", "neuf"),
    "ten": ("zehn", "dix"),
    "red": ("rot", "rouge"),
    "orange": ("orange", "orange"),
    "yellow": ("gelb", "jaune"),
    "green": ("grün", "vert"),
    "turquoise": ("türkis", "turquoise"),
    "blue": ("blau", "bleu"),
    "purple": ("lila", "violet"),
    "pink": ("rosa", "rose"),
    "brown": ("braun", "marron"),
    "black": ("schwarz", "noir"),
    "white": ("weiß", "blanc"),
    "grey": ("grau", "gris"),
}
"""German and French; how a colour or a side is named when asked for, undeclined and without article."""

THINGS = """
aeroplane Flugzeug avion; apple Apfel pomme; arrow Pfeil flèche; ball Ball ballon; banana Banane banane;
battery Batterie pile; bicycle Fahrrad vélo; bird Vogel oiseau; block_of_flats Wohnblock immeuble; boat Boot bateau;
book Buch livre; bottle Flasche bouteille; bunch_of_cherries Kirschen cerises; bus Bus bus;
butterfly Schmetterling papillon; cactus Kaktus cactus; cake Kuchen gâteau; candle Kerze bougie; car Auto voiture;
card Karte carte; carrot Karotte carotte; cat Katze chat; chair Stuhl chaise; clock Uhr horloge; cloud Wolke nuage;
compass_needle Kompassnadel aiguille; cross Kreuz croix; cube Würfel cube; cup Tasse tasse;
daisy Gänseblümchen marguerite; die Spielwürfel dé; dog Hund chien; door Tür porte; drum Trommel tambour;
duck Ente canard; egg Ei œuf; elephant Elefant éléphant; envelope Umschlag enveloppe; face Gesicht visage;
fish Fisch poisson; flag Fahne drapeau; flower Blume fleur; giraffe Giraffe girafe; glass Glas verre;
goods_train Güterzug train; hamburger Hamburger hamburger; hand Hand main; heart Herz cœur;
hot-air_balloon Heißluftballon montgolfière; house Haus maison; hut Hütte cabane; ice_cream Eis glace;
jersey Trikot maillot; key Schlüssel clé; ladybird Marienkäfer coccinelle; lamp Lampe lampe; line Linie ligne;
moon Mond lune; mountain Berg montagne; mushroom Pilz champignon; owl Eule hibou; pair_of_scissors Schere ciseaux;
parcel Paket colis; pear Birne poire; pencil Bleistift crayon; person Person personne; pizza Pizza pizza;
polygon Vieleck polygone; rabbit Hase lapin; ring Ring anneau; robot Roboter robot; rocket Rakete fusée;
screen Bildschirm écran; sheep Schaf mouton; shirt Hemd chemise; shoe Schuh chaussure; shop Laden magasin;
sign Schild panneau; snail Schnecke escargot; snowman Schneemann bonhomme_de_neige; speech_bubble Sprechblase bulle;
square Quadrat carré; star Stern étoile; steam_engine Dampflok locomotive; table Tisch table; teapot Teekanne théière;
tent Zelt tente; toy_block Bauklotz bloc; traffic_light Ampel feu; tree Baum arbre; triangle Dreieck triangle;
truck Lastwagen camion; turtle Schildkröte tortue; umbrella Regenschirm parapluie; window Fenster fenêtre
"""
"""Every kind of thing: English (spaces as underscores), German, French."""


def _entries() -> dict[str, tuple[str, str]]:
    things = (entry.split() for entry in THINGS.replace("\n", " ").split(";"))
    return SMALL | {name.replace("_", " "): (german, french.replace("_", " ")) for name, german, french in things}


DICTIONARY = _entries()
BACK = {
    language: {words[at].lower(): name for name, words in DICTIONARY.items()} for at, language in enumerate(LANGUAGES)
}

assert {*KINDS, *NAMED, *NUMBERS[1:]} <= DICTIONARY.keys()
assert all(len(back) == len(DICTIONARY) for back in BACK.values())


def known(phrase: str) -> bool:
    """Whether the dictionary has the English word or name."""
    return phrase in DICTIONARY


def translated(phrase: str, language: str) -> str:
    """The word for an English one that is `known`."""
    return DICTIONARY[phrase][LANGUAGES.index(language)]


def english(phrase: str, language: str) -> str | None:
    """What a word of that language is in English, in any case; None where the dictionary lacks it."""
    return BACK[language].get(phrase.strip().lower())
