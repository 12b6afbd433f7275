"""
Work on accounts from a shell: `python -m gateway.manage <command>`.

* `create-account`  makes an account with its first administrator; the
  password is read from the standard input
* `seed-demo`       makes the account Demo and its users; in demo mode only,
  safe to repeat
* `announce-users`  emits every user of an account anew, for services whose
  queues did not exist yet, or that lost their database

Events go through the outbox. A queue that nobody declared yet cannot keep
them: start the other services once before, or announce afterwards.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TextIO

import structlog
from pydantic import TypeAdapter, ValidationError

from chassis import settings
from chassis.errors import Refusal

from .commands import NewUser
from .domain.people import ADMINISTRATOR, ATTENDANT
from .outside import Outside, connect
from .passwords import DEMO_PASSWORD
from .routes.session import Email
from .settings import Settings
from .use_cases import UseCases

DEMO_ACCOUNT = "Demo"
DEMO_USERS = (
    ("Admin", "admin", ADMINISTRATOR),
    ("Ana Souza", "ana", ATTENDANT),
    ("Bruno Lima", "bruno", ATTENDANT),
    ("Carla Dias", "carla", ATTENDANT),
    ("Diego Rocha", "diego", ATTENDANT),
)


def create_account(
    use_cases: UseCases, arguments: argparse.Namespace, source: TextIO
) -> Mapping[str, str]:
    """Make an account with its first administrator."""
    administrator = NewUser(
        name=arguments.admin_name,
        email=TypeAdapter(Email).validate_python(arguments.admin_email),
        password=source.readline().rstrip("\r\n"),
        language=arguments.language,
        group=ADMINISTRATOR,
        is_attendant=False,
    )
    roll = use_cases.create_account(arguments.name, [administrator])
    (user_id,) = roll.users
    return {"account_id": roll.account.account_id, "user_id": user_id}


def seed_demo(use_cases: UseCases, language: str) -> Mapping[str, str]:
    """Make the demo account, or find it; the answer is the same."""
    found = use_cases.people.find_account(DEMO_ACCOUNT)
    if found is None:
        users = [_demo_user(*each, language=language) for each in DEMO_USERS]
        roll = use_cases.create_account(DEMO_ACCOUNT, users)
    else:
        roll = use_cases.people.roll(found.account_id)
    by_name = {u.email.partition("@")[0]: u.user_id for u in roll.users.values()}
    return {"account_id": roll.account.account_id, **by_name}


def _demo_user(name: str, mailbox: str, group: str, *, language: str) -> NewUser:
    return NewUser(
        name=name,
        email=f"{mailbox}@demo.recado",
        password=DEMO_PASSWORD,
        language=language,
        group=group,
        is_attendant=group == ATTENDANT,
    )


def run(
    arguments: Sequence[str], config: Settings, outside: Outside, source: TextIO
) -> int:
    """Do what *arguments* say; print the outcome as JSON."""
    given = _parser().parse_args(arguments)
    use_cases = UseCases(outside.people, outside.access, demo_mode=config.demo_mode)
    outside.prepare()
    try:
        print(json.dumps(_done(given, config, use_cases, source)))  # the answer
    except (Refusal, ValidationError) as error:
        sys.stderr.write(f"refused: {error}\n")
        return 1
    finally:
        # Publishes what was committed.
        outside.close()
    return 0


def _done(
    given: argparse.Namespace, config: Settings, use_cases: UseCases, source: TextIO
) -> Mapping[str, str]:
    if given.command == "create-account":
        return create_account(use_cases, given, source)
    if given.command == "announce-users":
        return {"users": str(use_cases.announce(given.account_id))}
    if not config.demo_mode:
        raise Refusal("seed-demo works in demo mode only; set GATEWAY_DEMO_MODE=true")
    return seed_demo(use_cases, given.language)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gateway.manage", description="Work on accounts."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    create = commands.add_parser("create-account", help="make an account")
    create.add_argument("--name", required=True)
    create.add_argument("--admin-email", required=True)
    create.add_argument("--admin-name", required=True)
    create.add_argument("--password-stdin", action="store_true", required=True)
    seed = commands.add_parser("seed-demo", help="make the demo account")
    for command in (create, seed):
        command.add_argument("--language", choices=["pt-BR", "en", "es"], default="en")
    announce = commands.add_parser("announce-users", help="emit users anew")
    announce.add_argument("--account-id", required=True)
    return parser


def main() -> int:
    """Run one command; the answer alone goes to the standard output."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    config = settings.read(Settings, "GATEWAY_", os.environ)
    return run(sys.argv[1:], config, connect(config), sys.stdin)


if __name__ == "__main__":
    raise SystemExit(main())
