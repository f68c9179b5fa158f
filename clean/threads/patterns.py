r"""The patterns by which a line of a thread is known, made of `wordings.toml` and the dates of `clean.dates`.

They run on polars' linear-time engine, without regard to case. It is many times slower where `.{1,60}` may
start anywhere, and where the boundary of a word (`\b`) may be one of any script.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from clean.dates import CLOCK, GLUED_STAMP, STAMP
from clean.normalise import OPENING_MARKER

__all__ = ["MAX_NAME_CHARS", "MAX_SPEAKER_CHARS", "NOISY_CHARS", "Patterns", "patterns"]

# The longest name, in code points; pingbacks are signed with titles, which is why it is not shorter.
MAX_NAME_CHARS = 150
# The longest name before "says".
MAX_SPEAKER_CHARS = 80
# The longest line that is noise if it is noisy.
NOISY_CHARS = 60

_WORDINGS = Path(__file__).with_name("wordings.toml")
# What may stand between the parts of a head.
_MARK = r"[\s|·•,;:.–—\[\](){}↓→↩▾»«/-]"
_GAP = f"{_MARK}*"
# A full stop may be the name's ("Ada Q.").
_AFTER_NAME = r"[\s|·•,;:–—\[({»«/-]*"
_BY = r"[\s,]+(?:posted by|by|von|par|por|da|door|av|af)\s+"
_BEFORE_NAME = rf"(?:\s*[|·•–—-]\s*|{_BY}|\s+)"
# Between buttons; a full stop would make a sentence of one.
_BESIDE = r"[\s|·•:–—\[\](){}↓↑→↩▾▴▲▼△▽⇧⇩♥❤♡👍👎»«›‹^∧∨⚑+/-]*"
# What may stand between a name and a date of a comment that is voted on.
_SCORE = r"(?:-?\d{1,6} points?\s+)?"
# The start of a name; of full stops, only those of initials and titles.
_SIGNER = r"(?:\p{L}\. ?)*[^\W\d](?:[^.!?;:]|(?-u:\b)(?:dr|prof|st|mr|mrs|ms|rev|sr|jr)\.| \p{L}\.)"
# How old something is, as narrow columns print it; only as a line of its own.
_AGE = r"\d{1,2} ?(?:min|mo|hr|yr|[smhdwy])"


@dataclass(frozen=True)
class Patterns:
    """One pattern for each thing that a line may be.

    `…_end`, `dated`, `noisy` and `may_be_first` are quick tests before another. `signed` and `glued` are
    found where a name ends, and fit up to the end of the line. Of `sign`, the group that is found is named
    after a `Kind`.
    """

    marker: str
    says: str
    says_end: str
    dated: str
    date_end: str
    date: str
    signed: str
    glued: str
    stopped: str
    says_glued: str
    may_be_first: str
    date_first: str
    dated_by: str
    sign: str
    reply: str
    beside_reply: str
    noisy: str
    noise: str
    pingback: str
    answers: str
    answering: str
    before_name: str
    pingback_heading: str
    count: str
    heading: str
    nameish: str
    ends_sentence: str


def _one_of(phrases: Iterable[str]) -> str:
    ordered = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    return "(?:" + "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in ordered) + ")"


def _led(phrases: Iterable[str]) -> str:
    """Return a pattern for any number of phrases before a date, each of them words of their own."""
    plain = [phrase for phrase in phrases if phrase[0].isascii() and phrase[-1].isalnum()]
    accented = [phrase for phrase in phrases if not phrase[0].isascii() and phrase[-1].isalnum()]
    pointed = [phrase for phrase in phrases if not phrase[-1].isalnum()]
    begins = r"(?-u:\b)"
    return rf"(?:(?:{begins}{_one_of(plain)}|{_one_of(accented)}){_MARK}+|{begins}{_one_of(pointed)})*"


def _sign(one: dict[str, str], pressed: str, answers: str) -> str:
    """Return the pattern of what a line may be besides a name, a date or a text."""
    rating = rf"[0-5](?:[.,]\d)?\s*(?:/\s*5\s*|{one['rating']})|[★☆⭐]+"
    counter = r"(?:[(+#-]?\d{1,6}\)?p?|[(\[]?[–—−+-][\])]?)"
    kinds = {
        "NUMBER": counter,
        "BUTTON": pressed,
        "ANSWERS": answers,
        "RATING": rating,
        "CLOCK": f"{_GAP}{CLOCK}",
    }
    return f"(?i)^(?:{'|'.join(f'(?P<{kind}>{pattern})' for kind, pattern in kinds.items())})$"


@cache
def patterns() -> Patterns:
    """Read the wordings and make the patterns, once."""
    listed: dict[str, list[str]] = tomllib.loads(_WORDINGS.read_text(encoding="utf-8"))
    one = {name: _one_of(phrases) for name, phrases in listed.items()}
    reply, buttons, spoken = listed["reply"], listed["buttons"], [*listed["says"], *listed["says_colon"]]
    pushed, press = _one_of([*reply, *buttons]), _one_of([*reply, *buttons, *spoken])
    # a date's line may go on with buttons, counters and badges
    beside = rf"(?:\d{{1,6}}\s*)?(?:{press}|{one['head_noise']})"
    more = rf"{_GAP}(?:(?:{beside}|#\d{{1,9}}|\(?edited\)?){_GAP})*"
    led = _led([*listed["before_date"], *spoken])
    date = rf"{led}{STAMP}{more}"
    number = r"\d{0,4}#\d{1,6}"
    answer, unknown = rf"(?i:{one['reply']})", r"(?:\p{Lu}\S*|\d+)"
    replied = rf"\s+{one['reply_to']}\s+\S.{{0,59}}?(?:\.\.\.|…|:)"
    saying = rf"(?:{one['says']}\s*:?|{one['says_colon']}\s*:|(?:said|says|replied){replied})"
    speaks = rf"{one['says']}|{one['says_colon']}\s*:"
    noise = (
        rf"(?i)^\W*(?:{one['head_noise']}|{speaks}|{one['before_name']} .{{1,60}}|%s{one['after_name']})\W*$"
    )
    pressed = rf"{_BESIDE}(?:\d{{1,6}}{_BESIDE})?(?:{pushed}{_BESIDE}(?:\d{{1,6}}{_BESIDE})?)+"
    # a name, not the end of a sentence
    answers = rf"[@↪]?\s*{one['reply_to']}\s+@?(\S(?:.{{0,58}}?(?:[^\s.,;:!?…]|[\s.][^\W\d_]\.))?)"
    counted = r"(?:\d{1,3}(?:[.,]?\d{3})*|one|ein|eine|un|une)"
    return Patterns(
        marker=OPENING_MARKER,
        says=rf"(?i)^(.+?)\s*,?\s+{saying}$",
        says_glued=rf"(?i)^(.+?[^\s,]){saying}$",
        says_end=rf"(?i){saying}$",
        dated=r"(?:19|20)\d\d|\d(?:[:.]| ?h ?)\d\d|\d[./-]\d{1,2}[./-]\d|\d ?(?:min|mo|hr|yr|[smhdwy])$"
        r"|[Aa]go(?:\W|$)|[Jj]ust now|[Vv]or (?:\d|ein)|[Ii]l y a |[Hh]ace "
        r"| fa(?:\W|$)| geleden|[Hh]á | atrás",
        date_end=r"(?:[^.!?…,;\"”“’'»]|[ap]\.m\.|…\)?|\d\.|\s\p{Lu}\.)$",
        date=rf"(?i)^{_GAP}(?:{number}\s+)?(?:{one['head_noise']}\s*[|·•]\s*)?{_GAP}(?:{date}|{_AGE})$",
        signed=rf"{_AFTER_NAME}{_SCORE}{date}$",
        glued=rf"{GLUED_STAMP}{more}$",
        stopped=rf"(?i)^({one['before_name']}\s*:?\s+.{{1,{MAX_NAME_CHARS - 1}}}?){_AFTER_NAME}{date}\.$",
        may_be_first=rf"(?i)^{_GAP}{led}{STAMP}{_BEFORE_NAME}{_SIGNER}*$",
        date_first=rf"(?i)^({_GAP}{led}{STAMP}{_BEFORE_NAME})({_SIGNER}{{0,60}})$",
        dated_by=rf"(?i){_BY}",
        sign=_sign(one, pressed, answers),
        # an extractor prints two buttons as one word ("ReplyDelete")
        reply=rf"(?:^|\W|\p{{Ll}})(?i:{one['reply']})(?:$|\W|\p{{Lu}})",
        beside_reply=rf"^(?:{answer}(?: {unknown}){{1,4}}|(?:{unknown} ){{1,4}}{answer})$",
        noisy=noise % ".+",
        noise=noise % f".{{1,{NOISY_CHARS}}}",
        pingback=rf"(?i)^{one['pingback']}\b\s*(?::|by\b|from\b|von\b|de\b|$)",
        answers=rf"(?i)^{answers}$",
        answering=rf"(?i)\s+{one['reply_to']}\s+@?(\S.{{0,59}})$",
        before_name=rf"(?i)^((?:(?:{one['before_name']}|{one['by']})\s*:?|[–—-]|{number})\s+|\[[–—+-]\]\s*)",
        pingback_heading=rf"(?i)^(?:\d+ )?{one['pingback_headings']}(?: \(?\d+\)?)?:?$",
        count=rf"(?i)^{counted}\s+{one['counted_things']}\s+{one['counted_on']}\s+\S",
        heading=rf"(?i)^(?:{counted}\s+)?(?:{one['counted_things']}|{one['headings']})(?:[\s(][^:;]{{0,80}}[^,:;])?$",
        nameish=r"^(?:#?\d{1,4}(?: [|–—-]|\.) )?\W{0,2}(?:(?:\p{Lu}\.){2,3}|\w[^\s.!?;:,…]*\.?)"
        r"(?: [\w&@(“\"'][^\s!?;:…]*){0,4}(?: \|)?$",
        # an initial may end a name, a word with a full stop does not
        ends_sentence=r"\p{L}{2}\.$",
    )
