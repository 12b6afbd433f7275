"""What the code says of itself, read without running it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from manifests import ROOT, SERVICES

METRIC = re.compile(r'\b(?:Counter|Gauge|Histogram)\(\s*"([a-z_]+)"')


def queues() -> dict[str, set[str]]:
    """Return the queues of each service's worker: `<service>.<handler>`."""
    return {
        service: {f"{package}.{name}" for name in _handlers(package)}
        for service, package in SERVICES.items()
        if _worker(package).exists()
    }


def metrics() -> set[str]:
    """Return the names of all metrics that we export."""
    files = [
        ROOT / "libs" / "chassis" / "chassis" / "telemetry.py",
        *ROOT.glob("services/*/*/metrics.py"),
    ]
    return {name for file in files for name in METRIC.findall(file.read_text())}


def headings(document: Path) -> set[str]:
    """Return the anchors of a Markdown document."""
    found = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", h).strip().lower().replace(" ", "-") for h in found}


def _worker(package: str) -> Path:
    return ROOT / "services" / package / package / "worker.py"


def _handlers(package: str) -> set[str]:
    return {
        node.name
        for node in ast.walk(ast.parse(_worker(package).read_text()))
        if isinstance(node, ast.FunctionDef) and _subscribes(node)
    }


def _subscribes(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(one, ast.Call)
        and isinstance(one.func, ast.Name)
        and one.func.id == "subscribe"
        for one in function.decorator_list
    )
