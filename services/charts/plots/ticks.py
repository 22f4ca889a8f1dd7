"""Return round values for an axis from zero."""

from __future__ import annotations

from math import ceil, floor, log10


def nice_ticks(top: float, count: int = 4) -> list[float]:
    """Return round tick values from 0 to at least `top`."""
    if top <= 0:
        return [0, 1]
    rough = top / count
    power = 10.0 ** floor(log10(rough))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough * 0.999)
    return [i * step for i in range(ceil(top / step - 1e-9) + 1)]
