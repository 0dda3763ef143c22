"""Where the marks of the report's two charts stand, in units of their drawings."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt

from learning.scoring import ERROR_LIMITS, Bin, Figures, Passing, passing, reliability
from pipeline.thresholds import upper_bound

MOST_POINTS = 80
"""Of the curve: more cannot be told apart in print, and each takes a bisection."""
LARGEST_DOT, SMALLEST_DOT = 15.0, 2.5
STEP_OF_ERRORS = 0.05


@dataclass(frozen=True, slots=True)
class Frame:
    """A drawing and the rectangle its scales span: `x_most` and `y_most` stand at the right and at the top."""

    width: float
    height: float
    left: float
    top: float
    right: float
    bottom: float
    x_most: float = 1.0
    y_most: float = 1.0

    def x(self, value: float) -> float:
        return round(self.left + (self.right - self.left) * value / self.x_most, 1)

    def y(self, value: float) -> float:
        return round(self.bottom - (self.bottom - self.top) * value / self.y_most, 1)


@dataclass(frozen=True, slots=True)
class Dot:
    """Values of about the same confidence: said against right, as large as they are many, with the 90 % interval of the share right."""

    x: float
    y: float
    radius: float
    low: float
    high: float
    said: float
    right: float
    count: int


@dataclass(frozen=True, slots=True)
class Reliability:
    """Confidence said against share right."""

    frame: Frame
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Stand:
    """A point of the curve: with so many passing (a share of all fields), so many of them would be wrong."""

    x: float
    y: float
    share: float
    errors: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Share that may pass against errors among them; `band` is the ground below the 95 % upper bound, `limits` what each target allows."""

    frame: Frame
    line: str
    band: str
    limits: tuple[tuple[float, Stand | None], ...]
    policy: Stand | None
    policy_bound: float


SQUARE = Frame(300, 300, 44, 14, 286, 256)


def reliability_chart(pairs: Sequence[tuple[float, bool]]) -> Reliability:
    """The diagram of (confidence, right) pairs."""
    bins = reliability(pairs)
    most = max((one.count for one in bins), default=1)
    return Reliability(SQUARE, tuple(_dot(one, most) for one in bins))


def _dot(one: Bin, most: int) -> Dot:
    said, right = one.expected / one.count, one.right / one.count
    low, high = 1 - upper_bound(one.count - one.right, one.count), upper_bound(one.right, one.count)
    radius = max(LARGEST_DOT * sqrt(one.count / most), SMALLEST_DOT)
    return Dot(SQUARE.x(said), SQUARE.y(right), round(radius, 1), SQUARE.y(low), SQUARE.y(high), said, right, one.count)


def passing_chart(pairs: Sequence[tuple[float, bool]], figures: Figures) -> Curve:
    """The curve of (confidence, right) pairs of the values made, with where policy stands today."""
    steps = list(passing(pairs))
    shown = [steps[nth] for nth in sorted({round(nth * (len(steps) - 1) / MOST_POINTS) for nth in range(MOST_POINTS + 1)})] if steps else []
    worst = max((step.errors / step.count for step in steps), default=0.0)
    most = max(ceil(worst / STEP_OF_ERRORS) * STEP_OF_ERRORS, 2 * STEP_OF_ERRORS)
    frame = Frame(760, 320, 52, 14, 744, 272, y_most=most)
    labelled = max(figures.labelled, 1)
    stands = [_stand(frame, step.count / labelled, step.errors / step.count) for step in shown]
    bounds = [_point(frame, step.count / labelled, upper_bound(step.errors, step.count)) for step in shown]
    ground = [_point(frame, stand.share, 0) for stand in stands[:1] + stands[-1:]]
    reached = ((limit, _farthest(frame, steps, labelled, limit)) for limit in ERROR_LIMITS)
    policy = _stand(frame, figures.accepted / labelled, figures.accepted_wrong / figures.accepted) if figures.accepted else None
    return Curve(
        frame=frame,
        line=" ".join(f"{stand.x},{stand.y}" for stand in stands),
        band=" ".join((*ground[:1], *bounds, *ground[1:])),
        limits=tuple(reached),
        policy=policy,
        policy_bound=frame.y(min(figures.accepted_bound, most)),
    )


def _stand(frame: Frame, share: float, errors: float) -> Stand:
    return Stand(frame.x(share), frame.y(errors), share, errors)


def _point(frame: Frame, share: float, errors: float) -> str:
    return f"{frame.x(share)},{frame.y(errors)}"


def _farthest(frame: Frame, steps: Sequence[Passing], labelled: int, limit: float) -> Stand | None:
    """The point at which most pass within a limit of errors."""
    within = [step for step in steps if step.errors <= limit * step.count]
    return _stand(frame, within[-1].count / labelled, within[-1].errors / within[-1].count) if within else None
