"""
Everything the gateway itself can refuse to do.

* GatewayError
  - SessionMissing         SESSION_MISSING
  - CredentialsWrong       CREDENTIALS_WRONG
  - TooManyAttempts        TOO_MANY_ATTEMPTS    fact `retry_after`, seconds
  - PermissionMissing      PERMISSION_MISSING   fact `permission`
  - SessionOnly            SESSION_ONLY
  - UserUnknown            USER_UNKNOWN
  - GroupUnknown           GROUP_UNKNOWN        fact `field`
  - TokenUnknown           TOKEN_UNKNOWN
  - EmailTaken             EMAIL_TAKEN          fact `field`
  - PasswordUnfit          PASSWORD_UNFIT       fact `field`
  - TimeZoneUnknown        TIME_ZONE_UNKNOWN    fact `field`
  - LastAdministrator      LAST_ADMINISTRATOR

`reason` is part of the HTTP contract and never changes once released. What
the other services refuse keeps the reason they gave it.
"""

from __future__ import annotations

from chassis.errors import Refusal


class GatewayError(Refusal):
    """A rule of the gateway said no."""


class SessionMissing(GatewayError):
    """Nobody is signed in: no session or token, or it has ended."""

    reason = "SESSION_MISSING"


class CredentialsWrong(GatewayError):
    """The e-mail and the password do not belong together, or to nobody."""

    reason = "CREDENTIALS_WRONG"


class TooManyAttempts(GatewayError):
    """Too many failed sign-ins for this address or from this place."""

    reason = "TOO_MANY_ATTEMPTS"


class PermissionMissing(GatewayError):
    """The user does not hold the permission that this needs."""

    reason = "PERMISSION_MISSING"


class SessionOnly(GatewayError):
    """A person has to do this, not a program with an API token."""

    reason = "SESSION_ONLY"


class UserUnknown(GatewayError):
    """The account has no such user."""

    reason = "USER_UNKNOWN"


class GroupUnknown(GatewayError):
    """The account has no such permission group."""

    reason = "GROUP_UNKNOWN"


class TokenUnknown(GatewayError):
    """The user has no such API token."""

    reason = "TOKEN_UNKNOWN"


class EmailTaken(GatewayError):
    """Another user of the installation signs in with this address."""

    reason = "EMAIL_TAKEN"


class PasswordUnfit(GatewayError):
    """The password is too short, too long, or known to everybody."""

    reason = "PASSWORD_UNFIT"


class TimeZoneUnknown(GatewayError):
    """The time zone is not an IANA name that this machine knows."""

    reason = "TIME_ZONE_UNKNOWN"


class LastAdministrator(GatewayError):
    """Nobody in the account could manage users afterwards."""

    reason = "LAST_ADMINISTRATOR"
