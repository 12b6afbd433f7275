"""
Everything routing can refuse to do.

* RoutingError
  - AssignmentUnknown      ASSIGNMENT_UNKNOWN
  - AlreadyAssigned        ALREADY_ASSIGNED
  - AssignmentChanged      ASSIGNMENT_CHANGED
  - ConversationClosed     CONVERSATION_CLOSED
  - AttendantUnavailable   ATTENDANT_UNAVAILABLE
  - AttendantFull          ATTENDANT_FULL
  - UserWithoutAccess      USER_WITHOUT_ACCESS
  - UserUnknown            USER_UNKNOWN
  - CapacityInvalid        CAPACITY_INVALID
  - SectorUnknown          SECTOR_UNKNOWN
  - SectorNameTaken        SECTOR_NAME_TAKEN
  - SectorNameInvalid      SECTOR_NAME_INVALID
  - PermissionMissing      PERMISSION_MISSING

`reason` is part of the contract: it is what a caller sees in
`google.rpc.ErrorInfo.reason`, and it never changes once released.
"""

from __future__ import annotations

from chassis.errors import Refusal


class RoutingError(Refusal):
    """A rule of routing said no."""


class AssignmentUnknown(RoutingError):
    """Routing never heard of the conversation, or the caller may not see it."""

    reason = "ASSIGNMENT_UNKNOWN"


class AlreadyAssigned(RoutingError):
    """Somebody was first; the fact `assignee_id` says who."""

    reason = "ALREADY_ASSIGNED"


class AssignmentChanged(RoutingError):
    """The version the caller saw is not the present one."""

    reason = "ASSIGNMENT_CHANGED"


class ConversationClosed(RoutingError):
    """A closed conversation has to be reopened first."""

    reason = "CONVERSATION_CLOSED"


class AttendantUnavailable(RoutingError):
    """The user does not accept new conversations."""

    reason = "ATTENDANT_UNAVAILABLE"


class AttendantFull(RoutingError):
    """The user has as many conversations in progress as they may."""

    reason = "ATTENDANT_FULL"


class UserWithoutAccess(RoutingError):
    """The user may not see the channel, or was deactivated."""

    reason = "USER_WITHOUT_ACCESS"


class UserUnknown(RoutingError):
    """The account has no such user."""

    reason = "USER_UNKNOWN"


class CapacityInvalid(RoutingError):
    """A capacity is from 0 (no limit) to 1,000."""

    reason = "CAPACITY_INVALID"


class SectorUnknown(RoutingError):
    """The account has no such sector."""

    reason = "SECTOR_UNKNOWN"


class SectorNameTaken(RoutingError):
    """Another sector of the account has that name."""

    reason = "SECTOR_NAME_TAKEN"


class SectorNameInvalid(RoutingError):
    """The name of a sector has 1 to 60 characters."""

    reason = "SECTOR_NAME_INVALID"


class PermissionMissing(RoutingError):
    """The caller lacks a permission; the fact `permission` says which."""

    reason = "PERMISSION_MISSING"
