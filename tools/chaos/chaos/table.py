"""The comparisons as one table."""

from __future__ import annotations

from collections.abc import Sequence

from .reconcile import Row


def render(rows: Sequence[Row]) -> str:
    """Return *rows* as text, examples below those that are wrong."""
    lines = [f"{'what must not be':42} {'of':>34} {'found':>7}", "-" * 85]
    for row in rows:
        counted = row.counted if len(row.counted) <= 34 else f"{row.counted[:33]}…"
        mark = "  <--" if row.wrong else ""
        lines.append(f"{row.what:42} {counted:>34} {row.wrong:>7}{mark}")
        lines += [f"    {example}" for example in row.examples]
    return "\n".join(lines)
