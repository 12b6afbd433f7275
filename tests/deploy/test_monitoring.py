"""What is alerted on is measured, and each alert says what to do."""

from __future__ import annotations

import re

import pytest
from manifests import BASES, ROOT, combined, labels, named, ours, ports
from sources import headings, metrics

ALL = combined(tuple(BASES), ("monitoring",))
ALERTS = [
    rule
    for group in named(ALL, "PrometheusRule", "recado")["spec"]["groups"]
    for rule in group["rules"]
]
every_alert = pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])

GIVEN = {"up", "rabbitmq_detailed_queue_messages"}
"""Metrics that Prometheus and RabbitMQ export."""

OTHER_WORDS = {"http_served", "rpc_served", "http_main"}
"""Lines of the log and a process, written the same way in the runbook."""

SERIES = re.compile(r"\b([a-z][a-z0-9_]*)(?=[{\[)]| [><=])(?!\()")


@every_alert
def test_an_alert_looks_at_metrics_that_exist(rule):
    plain = re.sub(r"\b(by|without) \([^)]*\)", "", rule["expr"])
    series = set(SERIES.findall(re.sub(r"\{[^}]*\}", "{}", plain)))

    known = GIVEN | metrics() | {f"{name}_bucket" for name in metrics()}
    assert series
    assert series <= known


@every_alert
def test_an_alert_leads_to_its_runbook(rule):
    document, _, anchor = rule["annotations"]["runbook"].partition("#")

    assert anchor in headings(ROOT / document)


def test_the_runbook_names_metrics_that_exist():
    text = (ROOT / "docs" / "operations.md").read_text()
    of_ours = re.findall(
        r"`((?:bus|outbox|rpc|http|ingest|conversations|routing|crm_bridge|notifier"
        r"|gateway)_[a-z_]+)(?:\{[^`]*\})?`",
        text,
    )

    assert of_ours
    assert set(of_ours) - OTHER_WORDS <= metrics()


@every_alert
def test_brackets_match(rule):
    for opening, closing in ("()", "[]", "{}"):
        assert rule["expr"].count(opening) == rule["expr"].count(closing)


def test_no_two_alerts_share_a_name():
    assert len({rule["alert"] for rule in ALERTS}) == len(ALERTS)


def test_the_promises_of_the_product_are_watched():
    watched = " ".join(rule["expr"] for rule in ALERTS)

    assert "dead" in watched
    assert "outbox_oldest_seconds" in watched
    assert "routing_agents_above_capacity" in watched


@pytest.mark.parametrize("workload", ours(ALL), ids=lambda w: w["metadata"]["name"])
def test_every_process_is_scraped_once(workload):
    spec = named(ALL, "PodMonitor", "recado")["spec"]

    assert spec["selector"]["matchLabels"].items() <= labels(workload).items()
    scraped = {e["port"] for e in spec["podMetricsEndpoints"]} & set(ports(workload))
    assert len(scraped) == 1
