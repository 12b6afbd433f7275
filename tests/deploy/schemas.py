"""
The part that we use of other people's resources, as JSON Schemas.

Their whole schemas are not to be had offline. These refuse every field that we
do not know we need, so a typo fails here.

Source: the API references of the Prometheus operator (PodMonitor,
PrometheusRule) and KEDA 2 (ScaledObject, TriggerAuthentication).
"""

from __future__ import annotations

from typing import Any


def _object(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **optional},
        "required": sorted(required),
        "additionalProperties": False,
    }


def _list(items: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": 1}


TEXT = {"type": "string", "minLength": 1}
TEXTS = {"type": "object", "additionalProperties": TEXT}
DURATION = {"type": "string", "pattern": r"^\d+(ms|s|m|h)$"}
COUNT = {"type": "integer", "minimum": 0}

POD_MONITOR = _object(
    {
        "selector": _object({"matchLabels": TEXTS}),
        "podMetricsEndpoints": _list(
            _object({"port": TEXT}, path=TEXT, interval=DURATION)
        ),
    },
    podTargetLabels=_list(TEXT),
)

PROMETHEUS_RULE = _object(
    {
        "groups": _list(
            _object(
                {
                    "name": TEXT,
                    "rules": _list(
                        _object(
                            {
                                "alert": {"type": "string", "pattern": "^Recado[A-Z]"},
                                "expr": TEXT,
                                "labels": _object(
                                    {"severity": {"enum": ["warning", "critical"]}}
                                ),
                                "annotations": _object(
                                    {"summary": TEXT, "runbook": TEXT}
                                ),
                            },
                            **{"for": DURATION},
                        )
                    ),
                }
            )
        )
    }
)

SCALED_OBJECT = _object(
    {
        "scaleTargetRef": _object({"kind": TEXT, "name": TEXT}),
        "minReplicaCount": COUNT,
        "maxReplicaCount": COUNT,
        "triggers": _list(
            _object(
                {
                    "type": {"const": "rabbitmq"},
                    "authenticationRef": _object({"name": TEXT}),
                    "metadata": _object(
                        {
                            "protocol": {"const": "amqp"},
                            "queueName": TEXT,
                            "mode": {"enum": ["QueueLength", "MessageRate"]},
                            "value": {"type": "string", "pattern": r"^\d+$"},
                        }
                    ),
                }
            )
        ),
    }
)

TRIGGER_AUTHENTICATION = _object(
    {
        "secretTargetRef": _list(
            _object({"parameter": {"const": "host"}, "name": TEXT, "key": TEXT})
        )
    }
)

SPECS = {
    ("monitoring.coreos.com/v1", "PodMonitor"): POD_MONITOR,
    ("monitoring.coreos.com/v1", "PrometheusRule"): PROMETHEUS_RULE,
    ("keda.sh/v1alpha1", "ScaledObject"): SCALED_OBJECT,
    ("keda.sh/v1alpha1", "TriggerAuthentication"): TRIGGER_AUTHENTICATION,
}
"""By API version and kind: what `spec` may be."""
