"""What evaluators take away: the public tables in each format of `rcat export` (INTERFACES.md).

No clock, no locale and no order of the machine's enters a file: same data, catalogue and as-of date, same bytes.
"""
