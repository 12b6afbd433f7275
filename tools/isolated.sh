#!/usr/bin/env bash
# Builds each service alone, with nothing but what its pyproject.toml names, and
# runs its unit tests there: a hidden import dies here.
#
#   tools/isolated.sh             all services
#   tools/isolated.sh routing     one of them
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
[ $# -gt 0 ] || set -- ingest conversations routing crm_bridge notifier gateway

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Builders leave things beside the sources: let them do so elsewhere.
cp -r libs/chassis "$work/chassis"
cp -r gen "$work/protos"

broken=()
for service in "$@"; do
  printf '· %s: building it alone\n' "$service"
  cp -r "services/$service" "$work/$service"
  .venv/bin/python -m venv "$work/venv-$service"
  python=$work/venv-$service/bin/python
  "$python" -m pip install -q --disable-pip-version-check --constraint requirements.lock \
    "$work/chassis" "$work/protos" "$work/$service[test]"
  (cd "$root/services/$service" && "$python" -m pytest -q -p no:cacheprovider tests/unit) \
    || broken+=("$service")
  rm -rf "$work/venv-$service" "${work:?}/$service"
done

if [ ${#broken[@]} -gt 0 ]; then
  printf 'not good alone: %s\n' "${broken[*]}" >&2
  exit 1
fi
