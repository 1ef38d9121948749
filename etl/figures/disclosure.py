"""Which counts of people must not be published, so that no small one can be read or computed from the others.

Cells that add up to one another form a network: a cell is an arc, and what flows into a node flows out of it (a total
flows in, its parts flow out). Two-way tables whose margins are themselves added up are of this kind, with the single
records behind each inner cell. A count below the minimum is suppressed. So that it cannot be computed, further counts
are suppressed along the cheapest closed paths on which it could be raised to the minimum while all published counts
stay as they are: from outside, it cannot be told from one that is large enough (complementary suppression by flows).

Whoever attacks is taken to know every published count, what adds up to what, that no suppressed count is below its
`lowest`, and this module; not which of the suppressed counts were small. Nothing here knows where the counts come from.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

Node = Hashable
Arc = tuple[Node, Node]


@dataclass(frozen=True)
class Count:
    """A number that would be published: an arc of the network. It is at least `lowest`, as everyone knows."""

    name: Hashable
    source: Node
    target: Node
    value: int
    lowest: int = 1

    @property
    def arc(self) -> Arc:
        """Between which nodes it flows."""
        return self.source, self.target

    @property
    def slack(self) -> int:
        """By how much it could be less."""
        return self.value - self.lowest


@dataclass(frozen=True)
class _Step:
    """One arc of a path of changes, raised or lowered; `hides` is the published count that must go for it, if any."""

    arc: Arc
    raises: bool
    hides: Count | None

    @property
    def cost(self) -> tuple[int, int]:
        """What is lost: published numbers first, then length."""
        return (self.hides.value if self.hides else 0, 1)

    @property
    def end(self) -> Node:
        """Where the change passes on to."""
        return self.arc[1] if self.raises else self.arc[0]


def suppressed(counts: Sequence[Count], minimum: int) -> frozenset[Hashable]:
    """The names of the counts that must not be published.

    Args:
        counts: All counts that would be published; names are unique, and at each node as much flows in as out.
        minimum: The least count of people that may be published. Nobody (0) may always be.

    Returns:
        The small counts and those that protect them. Every suppressed count can take another value, and every small
        one the minimum, without any published count changing.

    Raises:
        ValueError: The counts do not add up.
    """
    network = _Network([count for count in counts if count.value > 0], minimum)
    for arc in network.arcs_with_small_counts():
        network.protect(arc)
    return frozenset(count.name for count in network.hidden())


class _Network:
    """The counts by their arcs, and which of them are hidden so far."""

    def __init__(self, counts: Sequence[Count], minimum: int) -> None:
        self._minimum = minimum
        self._hidden: defaultdict[Arc, list[Count]] = defaultdict(list)
        self._shown: defaultdict[Arc, list[Count]] = defaultdict(list)
        self._arcs_at: defaultdict[Node, dict[Arc, None]] = defaultdict(dict)
        flow: Counter[Node] = Counter()
        for count in sorted(counts, key=lambda one: one.value):
            (self._hidden if count.value < minimum else self._shown)[count.arc].append(count)
        for count in counts:
            flow[count.source] -= count.value
            flow[count.target] += count.value
            for node in count.arc:
                self._arcs_at[node][count.arc] = None
        if any(flow.values()):
            raise ValueError("at some node the counts do not add up")

    def hidden(self) -> Iterator[Count]:
        """The counts that are hidden."""
        for several in self._hidden.values():
            yield from several

    def arcs_with_small_counts(self) -> list[Arc]:
        """The arcs to protect, the neediest first: the paths that serve them often serve others too."""
        return sorted((arc for arc, few in self._hidden.items() if few), key=lambda arc: -self._need(arc))

    def _slack(self, arc: Arc) -> int:
        return sum(count.slack for count in self._hidden[arc])

    def _need(self, arc: Arc) -> int:
        """How much must come from elsewhere so that each small count of an arc could be the minimum.

        Counts between the same nodes serve one another: one is raised and the hidden others are lowered.
        """
        slack = self._slack(arc)
        small = (count for count in self._hidden[arc] if count.value < self._minimum)
        return max((self._minimum - count.value - (slack - count.slack) for count in small), default=0)

    def protect(self, arc: Arc) -> None:
        """Hide what is needed so that the counts of an arc could be raised, one path of changes after the other."""
        moved: Counter[Arc] = Counter()
        raised = 0
        while raised < self._need(arc):
            path = self._cheapest_path(arc, moved)
            for step in path:
                if step.hides:
                    self._shown[step.arc].remove(step.hides)
                    self._hidden[step.arc].append(step.hides)
            most = [self._slack(step.arc) + moved[step.arc] for step in path if not step.raises]
            amount = min(most, default=self._minimum)
            for step in path:
                moved[step.arc] += amount if step.raises else -amount
            # What was hidden beside the arc itself has lowered its need instead.
            raised += 0 if path[0].arc == arc else amount

    def _cheapest_path(self, arc: Arc, moved: Counter[Arc]) -> list[_Step]:
        """The changes that let an arc be raised at the least loss of published numbers (Dijkstra's way)."""
        end, start = arc
        best: dict[Node, tuple[int, int]] = {start: (0, 0)}
        came: dict[Node, tuple[Node, _Step]] = {}
        queue: list[tuple[tuple[int, int], int, Node]] = [((0, 0), 0, start)]
        pushed = 0
        while queue:
            cost, _, node = heappop(queue)
            if node == end:
                return _walk_back(came, end, start)
            if cost > best[node]:
                continue
            for step in self._steps(node, arc, moved):
                further = (cost[0] + step.cost[0], cost[1] + step.cost[1])
                if step.end not in best or further < best[step.end]:
                    best[step.end], came[step.end] = further, (node, step)
                    pushed += 1
                    heappush(queue, (further, pushed, step.end))
        raise ValueError("a count is part of no total")

    def _steps(self, node: Node, protected: Arc, moved: Counter[Arc]) -> Iterator[_Step]:
        """The changes that can pass on at a node: what leaves it is raised, or what enters it is lowered."""
        for arc in self._arcs_at[node]:
            raises = arc[0] == node
            if arc == protected:
                # Its hidden counts are reckoned with already; a published one beside them may join them.
                ready = False
            elif raises:
                ready = bool(self._hidden[arc])
            else:
                ready = self._slack(arc) + moved[arc] > 0
            if ready:
                yield _Step(arc, raises, None)
            elif not (raises and arc == protected):
                candidate = next((one for one in self._shown[arc] if raises or one.slack > 0), None)
                if candidate:
                    yield _Step(arc, raises, candidate)


def _walk_back(came: dict[Node, tuple[Node, _Step]], end: Node, start: Node) -> list[_Step]:
    path: list[_Step] = []
    node = end
    while node != start:
        node, step = came[node]
        path.append(step)
    return path[::-1]
