#!/usr/bin/env bash
# Checks that the contracts stay readable for whoever has those of main.
set -euo pipefail
cd "$(dirname "$0")/.."
base=$(git merge-base HEAD origin/main 2>/dev/null || git rev-parse -q --verify HEAD~1 || true)
if [ -z "$base" ] || ! git cat-file -e "$base:protos/buf.yaml" 2>/dev/null; then
  echo "nothing to compare the contracts with"; exit 0
fi
old=$(mktemp -d); trap 'rm -rf "$old"' EXIT
git archive "$base" protos | tar -x -C "$old"
cd protos && ../.venv/bin/buf breaking --against "$old/protos"
