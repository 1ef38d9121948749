"""Rules on programme, areas, bodies, forms and code lists. One small function a rule."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from indicators.document import Loc
from indicators.draft import BODIES, DERIVED, SOURCES, UNITS, Draft, numbered, report_ambiguous, report_repeated
from indicators.today import zone_names

COVER_FIELDS = ("form", "qark", "period", "submitted_on", "prepared_by")
"""The cover's machine names, which other programs rely on (FORMS.md 1)."""
COVER = "cover"


def span_begins_before_it_ends(draft: Draft) -> None:
    """The programme's first day is not after its last."""
    span = draft.programme.span
    if span.start > span.end:
        draft.programme_document.report(("span",), "dates_order", start=span.start, end=span.end)


def hand_in_period_is_a_frequency(draft: Draft) -> None:
    """`submission_period` is one of the programme's frequencies."""
    programme = draft.programme
    if programme.submission_period not in programme.frequencies:
        values = {"name": programme.submission_period, "known": ", ".join(programme.frequencies)}
        draft.programme_document.report(("submission_period",), "frequency_unknown", **values)


def time_zone_is_known(draft: Draft) -> None:
    """`time_zone` is a name of the IANA database, as it is written there: a shift such as +01:00 has no summer."""
    name = draft.programme.time_zone
    if name not in zone_names():
        near = near_zone(name)
        rule = "time_zone_unknown_near" if near else "time_zone_unknown"
        draft.programme_document.report(("time_zone",), rule, name=name, near=near)


def near_zone(name: str) -> str:
    """The zone that was likely meant, by its whole name or by its place alone; none where nothing is near."""
    places = {zone.rpartition("/")[2]: zone for zone in sorted(zone_names()) if "/" in zone and "Etc/" not in zone}
    zones = {zone.lower(): zone for zone in places.values()} | {place.lower(): zone for place, zone in places.items()}
    near = get_close_matches(name.lower().replace(" ", "_"), zones, 1, cutoff=0.75)
    return zones[near[0]] if near else ""


def names_of_the_programme_are_unique(draft: Draft) -> None:
    """Sources, frequencies, bodies, forms, cover fields and areas are each named once; all areas share their names."""
    programme, areas = draft.programme, draft.programme.areas
    for what, key, names in (
        ("source", "sources", [source.id for source in programme.sources]),
        ("body", "bodies", [body.id for body in programme.bodies]),
        ("form", "forms", [form.id for form in programme.forms]),
        ("cover_field", "cover", [field.id for field in programme.cover]),
    ):
        report_repeated(draft.programme_document, what, numbered((key,), names))
    report_repeated(draft.programme_document, "frequency", numbered(("frequencies",), programme.frequencies))
    named: list[tuple[Loc, str]] = [(("areas", "whole", "id"), areas.whole.id)]
    named += [(("areas", "groups", number, "id"), group.id) for number, group in enumerate(areas.groups)]
    named += [(("areas", "units", number, "id"), unit.id) for number, unit in enumerate(areas.units)]
    report_repeated(draft.programme_document, "area", named)


def lists_of_the_programme_are_not_empty(draft: Draft) -> None:
    """A programme has units, frequencies, sources and forms; bodies where something is owed."""
    programme = draft.programme
    places: tuple[tuple[Loc, int], ...] = (
        (("areas", "units"), len(programme.areas.units)),
        (("bodies",), len(programme.bodies) if draft.indicators else 1),
        (("frequencies",), len(programme.frequencies)),
        (("sources",), len(programme.sources)),
        (("forms",), len(programme.forms)),
    )
    for loc, count in places:
        if not count:
            draft.programme_document.report(loc, "empty_list")


def units_belong_to_a_group(draft: Draft) -> None:
    """A unit's group is one of the groups."""
    known = [group.id for group in draft.programme.areas.groups]
    for number, unit in enumerate(draft.programme.areas.units):
        if unit.group not in known:
            draft.programme_document.unknown(("areas", "units", number, "group"), "group", unit.group, known)


def tiles_are_apart(draft: Draft) -> None:
    """No two units lie on one tile of the map, where one would hide the other."""
    taken: dict[tuple[int, int], str] = {}
    for number, unit in enumerate(draft.programme.areas.units):
        owner = taken.setdefault(unit.tile, unit.id) if unit.tile else unit.id
        if owner != unit.id:
            loc = ("areas", "units", number, "tile")
            draft.programme_document.report(loc, "tile_taken", names=f"{owner}, {unit.id}")


def bodies_begin_before_they_end(draft: Draft) -> None:
    """A body's `from` is not after its `to`."""
    for number, body in enumerate(draft.programme.bodies):
        if body.valid_from and body.valid_to and body.valid_from > body.valid_to:
            loc = ("bodies", number, "from")
            draft.programme_document.report(loc, "dates_order", start=body.valid_from, end=body.valid_to)


def bodies_stand_in_units(draft: Draft) -> None:
    """`only_in` names units, each once."""
    for number, body in enumerate(draft.programme.bodies):
        places = list(numbered(("bodies", number, "only_in"), body.only_in))
        report_repeated(draft.programme_document, "area", places)
        for loc, name in places:
            if name not in draft.unit_names:
                draft.programme_document.unknown(loc, "area", name, draft.unit_names)


def units_cover_others(draft: Draft) -> None:
    """`covers` names other units, each once."""
    for number, unit in enumerate(draft.programme.areas.units):
        if not unit.covers:
            continue
        places = list(numbered(("areas", "units", number, "covers"), unit.covers))
        known = [name for name in draft.unit_names if name != unit.id]
        report_repeated(draft.programme_document, "area", places)
        for loc, name in places:
            if name not in known:
                draft.programme_document.unknown(loc, "area", name, known)


def tasks_name_sources_and_indicators(draft: Draft) -> None:
    """A task stands in one of the programme's sources, and names indicators that there are, each once."""
    document = draft.programme_document
    known = [indicator.id for indicator, _ in draft.indicators]
    report_repeated(document, "task", [(("tasks", n, "id"), task.id) for n, task in enumerate(draft.programme.tasks)])
    for number, task in enumerate(draft.programme.tasks):
        if task.source not in draft.source_names:
            document.unknown(("tasks", number, "source"), "source", task.source, draft.source_names)
        places = list(numbered(("tasks", number, "indicators"), task.indicators))
        report_repeated(document, "indicator", places)
        for loc, name in places:
            if name not in known:
                document.unknown(loc, "indicator", name, known)


def guidance_names_a_source(draft: Draft) -> None:
    """What is advised about a code stands in one of the programme's sources."""
    for name in _written_lists(draft):
        for number, code in enumerate(draft.code_lists[name]):
            for place, advice in enumerate(code.guidance):
                if advice.source not in draft.source_names:
                    loc = (name, number, "guidance", place, "source")
                    draft.code_document.unknown(loc, "source", advice.source, draft.source_names)


def cover_has_the_public_fields(draft: Draft) -> None:
    """The cover's fields are exactly those that FORMS.md 1 names."""
    found = [field.id for field in draft.programme.cover]
    for number, name in enumerate(found):
        if name not in COVER_FIELDS:
            draft.programme_document.unknown(("cover", number, "id"), "cover_field", name, COVER_FIELDS)
    for name in COVER_FIELDS:
        if name not in found:
            draft.programme_document.report(("cover",), "missing_cover_field", name=name)


def forms_name_records(draft: Draft) -> None:
    """A form names record kinds that exist, and at least one."""
    for number, form in enumerate(draft.programme.forms):
        if not form.records:
            draft.programme_document.report(("forms", number, "records"), "empty_list")
        for loc, name in numbered(("forms", number, "records"), form.records):
            if name not in draft.record_names:
                draft.programme_document.unknown(loc, "record", name, draft.record_names)


def records_belong_to_one_form(draft: Draft) -> None:
    """Every record kind is named by exactly one form, once."""
    named = [name for form in draft.programme.forms for name in form.records]
    for kind, document in draft.records:
        count = named.count(kind.id)
        if count != 1:
            document.report(("id",), "record_in_two_forms", name=kind.id, count=count)


def labels_of_sheets_are_clear(draft: Draft) -> None:
    """Within a form no sheet could be taken for another, or for the cover."""
    for form in draft.programme.forms:
        for kind, document in draft.records:
            others = [other for other, _ in draft.records if other.id in form.records and other.id < kind.id]
            if kind.id in form.records:
                things = [((), COVER, ()), *(((), other.id, other.label.values()) for other in others)]
                report_ambiguous(document, [*things, (("label",), kind.id, kind.label.values())])


def labels_of_the_cover_are_clear(draft: Draft) -> None:
    """No form and no cover field could be taken for another."""
    forms = [(form.id, form.label) for form in draft.programme.forms]
    fields = [(field.id, field.label) for field in draft.programme.cover]
    for key, found in (("forms", forms), ("cover", fields)):
        things = [((key, number), name, label.values()) for number, (name, label) in enumerate(found)]
        report_ambiguous(draft.programme_document, things)


def code_lists_leave_the_programme_its_own(draft: Draft) -> None:
    """`bodies`, `units` and `sources` come from the programme and cannot be written again."""
    content = draft.code_document.content
    for name in DERIVED:
        if isinstance(content, dict) and name in content:
            draft.code_document.report((name,), "derived_list", name=name)


def _written_lists(draft: Draft) -> Iterator[str]:
    return (name for name in draft.code_lists if name not in DERIVED)


def codes_are_unique(draft: Draft) -> None:
    """A code stands once in its list."""
    for name in _written_lists(draft):
        places = [((name, number, "id"), code.id) for number, code in enumerate(draft.code_lists[name])]
        report_repeated(draft.code_document, "code", places)


def labels_of_codes_are_clear(draft: Draft) -> None:
    """Within a list no code could be taken for another; the same for bodies, units and sources."""
    for name, codes in draft.code_lists.items():
        key: Loc = {BODIES: ("bodies",), UNITS: ("areas", "units"), SOURCES: (SOURCES,)}.get(name, (name,))
        document = draft.programme_document if name in DERIVED else draft.code_document
        labels = [((*key, number), code.id, (*code.label.values(), *code.also)) for number, code in enumerate(codes)]
        report_ambiguous(document, labels)


RULES = (
    span_begins_before_it_ends,
    hand_in_period_is_a_frequency,
    time_zone_is_known,
    names_of_the_programme_are_unique,
    lists_of_the_programme_are_not_empty,
    units_belong_to_a_group,
    tiles_are_apart,
    bodies_begin_before_they_end,
    bodies_stand_in_units,
    units_cover_others,
    tasks_name_sources_and_indicators,
    guidance_names_a_source,
    cover_has_the_public_fields,
    forms_name_records,
    records_belong_to_one_form,
    labels_of_sheets_are_clear,
    labels_of_the_cover_are_clear,
    code_lists_leave_the_programme_its_own,
    codes_are_unique,
    labels_of_codes_are_clear,
)
