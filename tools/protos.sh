#!/usr/bin/env bash
# Writes the Python side of protos/ to gen/, packaged as recado-protos.
# Does nothing when gen/ is newer than every contract.
set -euo pipefail
cd "$(dirname "$0")/.."
python="${PYTHON:-.venv/bin/python}"
stamp=gen/.stamp
if [ -f "$stamp" ] && [ -z "$(find protos tools/protos.sh -newer "$stamp" -type f | head -1)" ]; then
  exit 0
fi
# Made beside and moved in, file by file: whoever imports gen/ meanwhile finds
# every module whole.
fresh=gen/.fresh
rm -rf "$fresh" && mkdir -p "$fresh"
find protos/recado -name '*.proto' -print0 | sort -z | xargs -0 "$python" -m grpc_tools.protoc \
  -I protos --python_out="$fresh" --grpc_python_out="$fresh" --pyi_out="$fresh"
(cd "$fresh" && find . -type d) | (cd gen && xargs mkdir -p)
(cd "$fresh" && find . -type f) | while read -r file; do mv -f "$fresh/$file" "gen/$file"; done
rm -rf "$fresh"
find gen -name '*_pb2*' -not -path '*/__pycache__/*' | while read -r file; do
  proto="${file#gen/}"; proto="protos/${proto%_pb2*}.proto"
  [ -f "$proto" ] || rm -f "$file"
done
cat > gen/pyproject.toml <<'TOML'
[project]
name = "recado-protos"
version = "0.1.0"
description = "Recado's contracts, generated from protos/."
requires-python = ">=3.11"
dependencies = ["protobuf>=6", "grpcio>=1.80"]

[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"

[tool.setuptools.packages.find]
include = ["recado*"]
namespaces = true
TOML
touch "$stamp"
