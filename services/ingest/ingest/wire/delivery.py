"""The story of a message on its way out, for the API."""

from __future__ import annotations

from recado.ingest.v1 import delivery_service_pb2 as pb

from ..domain.story import Story, Told
from .events import STATUSES


def write_story(story: Story) -> pb.GetDeliveryResponse:
    """Return *story* for the API."""
    response = pb.GetDeliveryResponse(steps=[_step(told) for told in story.steps])
    if story.status is not None:
        response.status = STATUSES[story.status]
    return response


def _step(told: Told) -> pb.DeliveryStep:
    step = pb.DeliveryStep(
        what=told.what.value,
        attempt=told.attempt,
        reason=told.reason,
        detail=told.detail,
    )
    step.step_time.FromDatetime(told.at)
    if told.retry_time is not None:
        step.retry_time.FromDatetime(told.retry_time)
    return step
