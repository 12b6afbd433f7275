"""The figures as one table, each beside what it is to be."""

from __future__ import annotations

from typing import Any

ROWS = [
    # label, how to read it, what it is to be
    ("second start, ready after", "start_seconds", "s", "< 15"),
    ("memory, all processes, idle", "memory_idle_mib", "MiB", "< 1536"),
    ("memory after the load", "memory_after_mib", "MiB", ""),
    ("webhook answered, 100/s", "webhook_ms", "ms", "p50 < 5, p99 < 15"),
    ("visible at 50/s, 1 in 20 new", "visible_ms", "ms", "p50 < 40, p99 < 150"),
    ("… one in five from a new person", "visible_new_ms", "ms", ""),
    ("accepted at saturation", "accepted_per_second", "/s", ""),
    ("stored, routed and visible", "visible_per_second", "/s", "> 500"),
    ("… each from a new person", "new_visible_per_second", "/s", ""),
    ("… latency meanwhile", "visible_ms_saturated", "ms", ""),
    ("fan-out to 200 screens, 20/s", "fan_out_ms", "ms", ""),
    ("the floor (bulk insert only)", "floor_per_second", "/s", ""),
    ("our share of the floor", "share_of_floor", "", ""),
    ("refused", "refused", "", "0"),
    (
        "lost: steady, saturated, fan-out",
        ("steady_lost", "saturated_lost", "fan_out_missing"),
        "",
        "0",
    ),
    ("doubled", "doubled", "", "0"),
]


def render(results: dict[str, Any]) -> str:
    """Return the table as text."""
    lines = [f"{'what':36} {'measured':>28}  {'wanted'}", "-" * 84]
    for label, key, unit, wanted in ROWS:
        keys = key if isinstance(key, tuple) else (key,)
        shown = ", ".join(_shown(results[k]) for k in keys)
        lines.append(f"{label:36} {f'{shown} {unit}'.strip():>28}  {wanted}")
    return "\n".join(lines)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        if "p50" in value:
            return " / ".join(str(value[q]) for q in ("p50", "p95", "p99"))
        return str(round(sum(value.values())))
    return str(value)
