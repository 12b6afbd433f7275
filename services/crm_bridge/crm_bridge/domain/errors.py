"""
Everything the CRM bridge can refuse to do.

* CrmError
  - ContactUnknown       CONTACT_UNKNOWN
  - ContactChanged       CONTACT_CHANGED
  - ContactInvalid       CONTACT_INVALID
  - PhoneTaken           PHONE_TAKEN
  - PageTokenInvalid     PAGE_TOKEN_INVALID
  - PermissionMissing    PERMISSION_MISSING

`reason` is part of the contract and never changes once released.
"""

from __future__ import annotations

from chassis.errors import Refusal


class CrmError(Refusal):
    """Base of every refusal of the CRM bridge."""


class ContactUnknown(CrmError):
    """No such contact, or none behind the conversation that the caller sees."""

    reason = "CONTACT_UNKNOWN"


class ContactChanged(CrmError):
    """Somebody changed the contact since the caller saw it."""

    reason = "CONTACT_CHANGED"


class ContactInvalid(CrmError):
    """A field makes no sense; `field` says which."""

    reason = "CONTACT_INVALID"


class PhoneTaken(CrmError):
    """Another contact has the phone; `contact_id` says which."""

    reason = "PHONE_TAKEN"


class PageTokenInvalid(CrmError):
    """The page token is not one of ours."""

    reason = "PAGE_TOKEN_INVALID"


class PermissionMissing(CrmError):
    """The caller may not do this; `permission` says what is missing."""

    reason = "PERMISSION_MISSING"
