"""`rcat scrub`: whether every file that cannot be made again is as it was written, and its repair."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import asdict

from dashboard.commands.common import DONE, FINDINGS, FaultError, progress, say, speak
from etl.scrub.scrubbing import How
from etl.scrub.scrubbing import scrub as scrubbed
from etl.scrub.state import Finding, Result
from etl.store.disk import BusyError
from indicators.language import Language
from indicators.loader import CATALOGUES, CatalogueError, load, programmes
from indicators.model import Catalogue

_MEGABYTE = 1_000_000
MOST_SHOWN = 100


def scrub(options: Namespace) -> int:
    """Go through the data folder, and with `--repair` put right what can be; whatever was found is a finding."""
    words = speak(options.lang)
    how = How(max(options.speed, 0) * _MEGABYTE, options.repair, _catalogue, progress())
    try:
        found = scrubbed(options.data, how)
    except FileNotFoundError as error:
        if options.data.is_dir():
            raise
        raise FaultError("no_file", file=options.data) from error
    except BusyError as error:
        raise FaultError("scrubbing") from error
    if options.json:
        say(json.dumps(asdict(found), ensure_ascii=False, indent=1))
    else:
        _tell(found, words)
    return FINDINGS if found.mended or found.unmended else DONE


def _tell(found: Result, words: Language) -> None:
    for one in found.named[:MOST_SHOWN]:
        say(_line(one, words))
    size = words.number(round(found.size / _MEGABYTE, 1))
    say(words.say("scrub.through", files=words.number(found.files), size=size))
    if not (found.mended or found.unmended):
        say(words.say("scrub.good"))
    else:
        say(words.say("scrub.found", mended=words.number(found.mended), unmended=words.number(found.unmended)))


def _line(one: Finding, words: Language) -> str:
    # Linux takes any byte but two in a name; a terminal does not.
    path = one.path if one.path.isprintable() else ascii(one.path)
    said = words.say(f"scrub.kind.{one.kind}", path=path)
    return f"{said} {words.say('scrub.mended' if one.mended else 'scrub.unmended')}"


def _catalogue(programme: str) -> Catalogue | None:
    """The catalogue by which things are made again; without a sound one nothing is."""
    try:
        return load(CATALOGUES / programme) if programme in programmes() else None
    except CatalogueError:
        return None
