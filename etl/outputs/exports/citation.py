"""What an evaluator cites, and what every file says of itself: as-of date, data set, method, demonstration data."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date

from etl.figures.choice import Choice
from etl.figures.read_api import Figures
from etl.outputs.exports.words import speak
from indicators.language import Language
from indicators.model import Words


def data_set(figures: Figures, as_of: date) -> str:
    """What identifies the data behind an export: the catalogue and every submission known on the as-of date."""
    known = (figures.catalogue.digest, *figures.known_hashes(as_of))
    return hashlib.sha256("\n".join(known).encode()).hexdigest()[:16]


def citation(figures: Figures, as_of: date) -> Words:
    """How to cite the figures of a date, in each language."""
    identified = data_set(figures, as_of)
    return _in_each(lambda language: _citation(figures, as_of, language, identified))


def method(figures: Figures) -> Words:
    """How the figures are made, in a paragraph, and what they lack of what was handed in."""
    return _in_each(lambda language: _method(figures, language))


def _method(figures: Figures, language: Language) -> str:
    text = language.say("method", minimum=figures.catalogue.programme.disclosure.minimum)
    if not figures.lacking:
        return text
    numbers = ", ".join(map(str, figures.lacking))
    return f"{text} {language.say('lacking', count=len(figures.lacking), numbers=numbers)}"


def selection(figures: Figures, choice: Choice) -> Words:
    """What of the figures was chosen."""
    return _in_each(lambda language: _selection(figures, choice, language))


def _in_each(text: Callable[[Language], str]) -> Words:
    return Words.each(lambda code: text(speak(code)))


def _citation(figures: Figures, as_of: date, language: Language, identified: str) -> str:
    text = language.say(
        "citation",
        title=figures.catalogue.programme.title[language.code],
        date=language.date(as_of),
        data_set=identified,
    )
    return f"{text} [{language.say('mark')}]" if figures.demonstration else text


def _selection(figures: Figures, choice: Choice, language: Language) -> str:
    catalogue, code = figures.catalogue, language.code
    labels = catalogue.area_labels
    chosen = {
        "indicators": [catalogue.titles[one][code] for one in choice.indicators],
        "areas": [labels[one][code] for one in choice.areas],
        "periods": [language.period(one) for one in choice.periods],
    }
    named = {key: ", ".join(values) or language.say(f"selection.all_{key}") for key, values in chosen.items()}
    return language.say("selection.text", **named)
