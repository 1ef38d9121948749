r"""An item as one text: the values of its key joined by `|`, so that they can be told apart again (INTERFACES.md).

A `|` of a value's own is written `\|`. Backslashes stay as they are, but in a value where one stands right before a
`|`, its own or the joining one: there every backslash is written twice. So a `|` after an even number of backslashes
joins, one after an odd number is a value's own, and no two keys are written alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from indicators.sql import text

_BAR, _OWN_BAR, _AFTER_TWO = "|", r"\|", r"\\|"
_BARS = re.compile(r"(\\*)\|")


def joined(values: Sequence[str]) -> str:
    """The text of an item from the values of its key."""
    return _BAR.join(_written(value, joins=at < len(values)) for at, value in enumerate(values, 1))


def split(item: str) -> tuple[str, ...]:
    """The values of its key from the text of an item."""
    ends = [match.end() for match in _BARS.finditer(item) if len(match[1]) % 2 == 0]
    parts = [item[first : last - 1] for first, last in zip([0, *ends], ends, strict=False)]
    return (*(_read(part, joins=True) for part in parts), _read(item[ends[-1] if ends else 0 :], joins=False))


def _written(value: str, *, joins: bool) -> str:
    before_a_bar = _OWN_BAR in (value + _BAR if joins else value)
    return (value.replace("\\", r"\\") if before_a_bar else value).replace(_BAR, _OWN_BAR)


def _read(part: str, *, joins: bool) -> str:
    written_twice = _AFTER_TWO in (part + _BAR if joins else part)
    value = part.replace(_OWN_BAR, _BAR)
    return value.replace(r"\\", "\\") if written_twice else value


def joined_sql(values: Iterable[str], texts: Iterable[bool]) -> str:
    """The same as `joined` in portable SQL: from expressions that are never null, and which of them are free texts."""
    listed = list(zip(values, texts, strict=True))
    written = (
        _written_sql(value, joins=at < len(listed)) if is_text else value
        for at, (value, is_text) in enumerate(listed, 1)
    )
    return f" || {text(_BAR)} || ".join(written)


def _written_sql(value: str, *, joins: bool) -> str:
    whole = f"{value} || {text(_BAR)}" if joins else value
    bar, own_bar, slash, twice = map(text, (_BAR, _OWN_BAR, "\\", r"\\"))
    return (
        f"REPLACE(CASE WHEN REPLACE({whole}, {own_bar}, '') = {whole} THEN {value} "
        f"ELSE REPLACE({value}, {slash}, {twice}) END, {bar}, {own_bar})"
    )
