"""A slow, obvious reading of the rules for every figure, in plain Python: the check on the SQL that computes them.

Written from the contract pages alone, without a look at `indicators/` or `etl/`, and it imports neither: where this
package and the product disagree, one of them misreads the contract. No SQL, no pandas, the standard library only.
"""

from tests.oracle.contract import RECORD_KINDS, STRATEGY, STRATEGY_INDICATORS, strategy_indicator
from tests.oracle.figures import default_as_of, indicator_values
from tests.oracle.ledger import obligations
from tests.oracle.model import (
    Evidence,
    ForEachList,
    ForEachRecord,
    Indicator,
    ItemPart,
    OwingBody,
    Programme,
    RecordKind,
    Row,
    Submission,
    Thresholds,
    Value,
    Wanted,
)
from tests.oracle.periods import Period, areas, hand_in_periods, hand_ins_touched, period_named, periods, schedule
from tests.oracle.text import folded, match_key

__all__ = [
    "RECORD_KINDS",
    "STRATEGY",
    "STRATEGY_INDICATORS",
    "Evidence",
    "ForEachList",
    "ForEachRecord",
    "Indicator",
    "ItemPart",
    "OwingBody",
    "Period",
    "Programme",
    "RecordKind",
    "Row",
    "Submission",
    "Thresholds",
    "Value",
    "Wanted",
    "areas",
    "default_as_of",
    "folded",
    "hand_in_periods",
    "hand_ins_touched",
    "indicator_values",
    "match_key",
    "obligations",
    "period_named",
    "periods",
    "schedule",
    "strategy_indicator",
]
