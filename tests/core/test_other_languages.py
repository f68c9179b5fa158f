"""Furniture and sentences that look like it, in languages other than English, on a page of no known site."""

import pytest

from clean.batch import clean_batch, pages_of
from clean.rules import load_rules

GERMAN = (
    "Der Rat hat beschlossen, die Hafenmauer um einen Meter zu erhöhen, und die Arbeiten, die zweimal "
    "verschoben wurden, sollen noch vor dem Winter beginnen, wie das Protokoll der letzten Sitzung zeigt."
)
FRENCH = (
    "Personne n’a demandé aux riverains ce qu’ils en pensaient, alors que le président avait promis au "
    "printemps qu’ils seraient entendus et que leurs réponses seraient lues à voix haute devant le conseil."
)

GOES = [
    "Der Artikel wird nach dieser Anzeige fortgesetzt",
    "Lesen Sie auch: So teuer wird die neue Mauer",
    "Diesen Beitrag teilen",
    "Sie sind bereits Abonnent? Hier anmelden",
    "Wir verwenden Cookies, um Ihnen das beste Erlebnis zu bieten.",
    "Abonnieren Sie unseren kostenlosen Newsletter",
    "Folgen Sie uns auf Facebook und Instagram",
    "Stand: 14.03.2021, 17:45 Uhr",
    "La suite après cette publicité",
    "À LIRE AUSSI Dix ports à voir cet été",
    "Partagez cet article",
    "Cet article est réservé aux abonnés.",
    "Réagir à cet article",
    "Votre navigateur ne supporte pas la lecture de vidéos",
    "Cliquez pour partager sur Twitter (ouvre dans une nouvelle fenêtre)",
    "Publié le 12/03/2021 à 14:05",
    "La nota continúa después de la publicidad",
    "Lea también: Así será el nuevo muro del puerto",
    "Los artículos más leídos",
    "Vous pourriez aussi aimer",
    "Mehr dazu lesen Sie hier",
    "Keine Kommentare:",
    "Neuerer Post Älterer Post Startseite",
    "Vous avez déjà un compte ? Connectez-vous",
    "Für die Darstellung dieses Inhalts benötigen wir Ihre Zustimmung.",
    "Sé el primero en comentar",
    "¿Ya eres suscriptor? Inicia sesión",
    "Tiempo de lectura: 3 minutos",
    "Compartilhe esta notícia",
    "Receba as principais notícias no seu e-mail",
    "Clique para imprimir(abre em nova janela)",
    "Continua dopo la pubblicità",
    "Leggi anche > Dieci porti da vedere in estate",
    "Seguici su Facebook",
    "Articolo riservato agli abbonati",
    "Tekst gaat verder onder de advertentie",
    "Meld je aan voor onze nieuwsbrief",
    "Ciąg dalszy materiału pod reklamą",
    "Podziel się na Facebooku",
    "Artikeln fortsätter efter annonsen",
    "Allerede abonnent? Logg inn",
    "Поделиться ссылкой",
    "Ваш адрес email не будет опубликован. Обязательные поля помечены *",
    "İlgili haberler",
    "Přečtěte si také",
    "関連記事",
    "发表评论",
    "관련 기사",
    "اقرأ أيضاً",
]

STAYS = [
    "Wir verwenden Cookies, weil die Nutzung sonst niemand bezahlt, sagt der Verleger.",
    "Mit dem Klick auf den Knopf öffnet sich die Schleuse; Datenschutz spielt hier keine Rolle.",
    "Als Amazon-Partner verdient der Blogger an jedem Kauf mit, ein gutes Geschäft.",
    "Haben Sie einen Fehler gefunden? So fragte der Lehrer jeden Morgen die Klasse.",
    "Geben Sie Ihre E-Mail-Adresse ein, und Sie bekommen Werbung: So geht das Spiel.",
    "L’utilisation des cookies par ce site a fait l’objet d’une plainte, selon l’autorité.",
    "Pour afficher ce contenu dans la vitrine, le musée a payé cher.",
    "Utilizamos cookies para mejorar su experiencia, dice siempre la empresa demandada.",
    "Cliccando sulla mappa si leggono i termini del progetto, spiega l’assessore.",
    "Os comentários são de responsabilidade de quem os escreve, decidiu o tribunal.",
    "Lesen Sie auch das Kleingedruckte, bevor Sie unterschreiben.",
    "Lesen Sie auch mal ein Buch, sagte der Lehrer: Es schadet nicht.",
    "Folgen Sie uns auf Facebook, stand auf dem Schild am Kiosk, das niemand las.",
    "Wir verwenden Cookies auch als Wort für Kekse, sagt die Bäckerin.",
    "Die Anzeige ging am Montag bei der Staatsanwaltschaft ein.",
    "Themen: Hochwasser und Mieten standen auf der Liste, mehr nicht.",
    "Ein Foto: mehr blieb von ihm nicht.",
    "Stand 2019 lebten hier 400 Menschen.",
    "Lire aussi bien que son frère, voilà ce qu’elle voulait.",
    "Le site utilise des cookies sans le dire, selon la commission, qui a ouvert une enquête.",
    "Abonnez-vous à la cantine avant vendredi, rappelle la mairie.",
    "Publié le 3 mars 1921, le roman fit scandale.",
    "Crédits : le gouvernement promet deux milliards",
    "Partager l’eau devient difficile",
    "La nota continúa después de la publicidad, bromeó el locutor.",
    "Suscríbete al club antes del viernes y tendrás entrada, anunció el presidente.",
    "Temas: el mar, el exilio y la lengua, de eso habla.",
    "Compartilhe com os vizinhos a água que sobrar, pediu a prefeitura.",
    "Saiba mais do que o seu rival, aconselhava o treinador.",
    "Leggi anche tu, disse la maestra: serve.",
    "Abbonati ora in rivolta per i ritardi dei treni",
    "Guarda il video, disse, e capirai.",
    "Lees ook de kleine letters voor u tekent.",
    "De site gebruikt cookies zonder toestemming, stelt de toezichthouder.",
    "Czytaj też między wierszami, mówiła.",
    "Läs också det finstilta innan du skriver under.",
    "Поделиться хлебом",
    "Мы используем файлы cookie без разрешения, признала компания.",
    "Haberin devamı gelmedi.",
    "広告の規制が強化される見通しだ。",
    "版权所有者提起诉讼。",
    "اقرأ أيضاً ما بين السطور، قالت المعلمة.",
]


def body_with(line: str) -> str:
    """The body of a page on which a line stands between two paragraphs, by the rules alone."""
    parts = ("Die Hafenmauer wird höher, sagt der Rat", GERMAN, FRENCH, line, f"{GERMAN[:140]} {FRENCH}")
    pages = pages_of({"page": "\n\n".join(parts)})
    return str(clean_batch(pages, load_rules().without_model).articles["body"][0])


@pytest.mark.parametrize("line", GOES)
def test_furniture_goes_and_the_paragraphs_around_it_stay(line: str) -> None:
    body = body_with(line)
    assert line not in body
    assert GERMAN in body
    assert body.count(FRENCH) == 2


@pytest.mark.parametrize("line", STAYS)
def test_what_somebody_wrote_stays(line: str) -> None:
    assert line in body_with(line)
