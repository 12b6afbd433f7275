#!/usr/bin/env bash
# Makes everything that the other targets need; quick when nothing changed.
#
#   tools/setup.sh        what `make run` needs
#   tools/setup.sh test   also what the tests need: Chromium and Node.js
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p .local

say() { printf '· %s\n' "$*"; }

# Installs Debian packages, or says how.
need() {
  local program=$1; shift
  if [ -x "$program" ] || command -v "$program" >/dev/null 2>&1; then return; fi
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    printf '\n  %s is missing. Install it, as root, with:\n\n    apt-get install %s\n\n' "$program" "$*" >&2
    exit 1
  fi
  say "installing $*"
  [ -n "${updated:-}" ] || { apt-get update -qq; updated=1; }
  unstarted apt-get install -y -qq --no-install-recommends "$@" >.local/apt.log 2>&1 \
    || { cat .local/apt.log >&2; exit 1; }
}

# Runs a command that installs packages, without their services being started:
# a broker of the machine's own is none of our business.
# Source: https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt
unstarted() {
  local policy=/usr/sbin/policy-rc.d status=0
  if [ -e "$policy" ]; then
    DEBIAN_FRONTEND=noninteractive "$@"
    return
  fi
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  DEBIAN_FRONTEND=noninteractive "$@" || status=$?
  rm -f "$policy"
  trap - EXIT
  return "$status"
}

python=${PYTHON:-python3}
need "$python" python3
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Python 3.11 or newer is needed; $("$python" --version) is too old. Set PYTHON to a newer one." >&2
  exit 1
}
"$python" -c 'import ensurepip, venv' 2>/dev/null || need /nonexistent python3-venv

stamp=.venv/.installed
if [ ! -f "$stamp" ] || ! cmp -s requirements.lock "$stamp"; then
  [ -x .venv/bin/python ] || { say "making a virtual environment"; "$python" -m venv .venv; }
  say "installing the locked dependencies (a minute or two, once)"
  .venv/bin/python -m pip install -q --disable-pip-version-check -r requirements.lock
  cp requirements.lock "$stamp"
fi

# Our own packages are used in place.
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
{
  for folder in gen libs/chassis services/{ingest,conversations,routing,crm_bridge,notifier,gateway} \
    tools/{stack,simulator,demo,bench,chaos}; do
    echo "$PWD/$folder"
  done
} > "$site/recado.pth.new"
cmp -s "$site/recado.pth.new" "$site/recado.pth" 2>/dev/null || {
  mv "$site/recado.pth.new" "$site/recado.pth"
}
rm -f "$site/recado.pth.new"

bash tools/protos.sh

# Thirteen processes start at once: let none of them compile.
compiled=.local/.compiled
if [ ! -f "$compiled" ] || [ "$stamp" -nt "$compiled" ]; then
  say "compiling"
  .venv/bin/python -m compileall -q -j 2 "$site" >/dev/null 2>&1 || true
  touch "$compiled"
fi
.venv/bin/python -m compileall -q gen libs services tools

if [ -z "${AMQP_URL:-}" ]; then
  if [ ! -x /usr/lib/rabbitmq/bin/rabbitmq-server ]; then
    need /usr/lib/rabbitmq/bin/rabbitmq-server rabbitmq-server
    # It was installed for us alone: do not start one at the next boot either.
    if command -v systemctl >/dev/null 2>&1; then
      systemctl disable -q rabbitmq-server epmd.socket 2>/dev/null || true
    fi
  fi
fi
if [ "${1:-}" = test ]; then
  need /usr/bin/chromium chromium
  need node nodejs
fi
