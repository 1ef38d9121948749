"""All rules of the catalogue: what YAML may say that a type cannot express. One small function a rule.

Each takes the draft and notes what it finds in the document it stands in, at its line.
"""

from __future__ import annotations

from collections.abc import Callable

from indicators import example_rules, indicator_rules, measure_rules, page_rules, programme_rules, record_rules
from indicators.draft import Draft

Rule = Callable[[Draft], None]
RULES: tuple[Rule, ...] = (
    *programme_rules.RULES,
    *record_rules.RULES,
    *indicator_rules.RULES,
    *example_rules.RULES,
    *measure_rules.RULES,
    *page_rules.RULES,
)
