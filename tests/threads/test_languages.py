"""The same thread in other languages: who says what, when, the buttons, the count and the form."""

from typing import NamedTuple

import pytest
from outline import FIRST, PROSE, SECOND, THIRD, outline, page_with


class Words(NamedTuple):
    """The words of a language around three comments, written on 3, 4 and 14 May 2019."""

    count: str
    says: str
    dates: tuple[str, str, str]
    reply: str
    form: str


LANGUAGES: dict[str, Words] = {
    "Italian": Words(
        "3 commenti su “Il muro”",
        "ha detto:",
        ("3 Maggio 2019 alle 10:12", "4 Maggio 2019 alle 21:00", "14 Maggio 2019 alle 21:00"),
        "Rispondi",
        "Lascia un commento Annulla risposta",
    ),
    "Dutch": Words(
        "3 gedachten over “De muur”",
        "schreef:",
        ("3 mei 2019 om 10:12", "4 mei 2019 om 21:00", "14 mei 2019 om 21:00"),
        "Beantwoorden",
        "Geef een reactie Reactie annuleren",
    ),
    "Portuguese": Words(
        "3 comentários em “O muro”",
        "disse:",
        ("3 de maio de 2019 às 10:12", "4 de maio de 2019 às 21:00", "14 de maio de 2019 às 21:00"),
        "Responder",
        "Deixe um comentário Cancelar resposta",
    ),
    "Polish": Words(
        "3 komentarze do „Mur”",
        "pisze:",
        ("3 maja 2019 o 10:12", "4 maja 2019 o 21:00", "14 maja 2019 o 21:00"),
        "Odpowiedz",
        "Dodaj komentarz Anuluj pisanie odpowiedzi",
    ),
    "Swedish": Words(
        "3 svar på ”Muren”",
        "skriver:",
        ("3 maj, 2019 kl. 10:12", "4 maj, 2019 kl. 21:00", "14 maj, 2019 kl. 21:00"),
        "Svara",
        "Lämna ett svar Avbryt svar",
    ),
}


@pytest.mark.parametrize("words", LANGUAGES.values(), ids=LANGUAGES)
def test_a_thread_is_one_in_any_of_these_languages(words: Words) -> None:
    first, second, third = words.dates
    thread = f"""
  1. Ada Quay {words.says}
    {first}

    {FIRST}

    {words.reply}
    1. Ben {words.says}
      {second}

      {SECOND}

      {words.reply}
  2. Cy {words.says}
    {third}

    {THIRD}

    {words.reply}
"""
    page = page_with(thread, above=words.count, below=words.form)
    assert outline(page) == [
        (1, None, "Ada Quay", FIRST),
        (2, 0, "Ben", SECOND),
        (1, None, "Cy", THIRD),
    ]
    assert [comment.posted_at.day for comment in page.comments if comment.posted_at] == [3, 4, 14]
    assert page.article.stated_comments == 3
    assert page.article.body == PROSE


@pytest.mark.parametrize(
    ("line", "stated"),
    [("Eén reactie op “De muur”", 1), ("Nessun commento", 0), ("{ 12 comments }", 12), ("Réactions (4)", 4)],
)
def test_counts(line: str, stated: int) -> None:
    page = page_with("", above=line, below="")
    assert page.article.stated_comments == stated
    assert page.article.body == PROSE


@pytest.mark.parametrize("age", ["3 anni fa", "3 jaar geleden", "há 3 anos", "3 anos atrás"])
def test_ages(age: str) -> None:
    thread = f"Ada Quay\n\n{age}\n\n{FIRST}\n\nBen\n\n{age}\n\n{SECOND}"
    assert outline(page_with(thread)) == [(1, None, "Ada Quay", FIRST), (1, None, "Ben", SECOND)]
