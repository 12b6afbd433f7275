#!/usr/bin/env bash
# Prints the Secrets that every service refers to, with new random keys:
#
#   bash deploy/k8s/secrets.sh | kubectl create --namespace recado -f -
#
# AMQP_URL and MONGO_URL say where the broker and the database are; without them
# they are the in-cluster ones of the overlay dev. A service that has a user of
# its own there gets it by ROUTING_MONGO_URL, ROUTING_AMQP_URL and so on. SMTP_URL
# is for mail; without it none is sent. Keep what it made: a new identity key ends every call in
# flight, and without the old sealing key the channels' secrets are lost.
# Hence `kubectl create`, which refuses to replace what is there.
set -euo pipefail

random() { head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n'; }

broker_password=$(random)
amqp_url=${AMQP_URL:-amqp://recado:$broker_password@rabbitmq:5672//}
mongo_url=${MONGO_URL:-mongodb://mongodb-0.mongodb:27017/?replicaSet=rs0}
identity_key=${IDENTITY_KEY:-$(random)}
sealing_key=${SEALING_KEY:-$(random)}

# One Secret: its name, then KEY=value pairs.
secret() {
  printf -- '---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: %s\nstringData:\n' "$1"
  shift
  local pair value
  for pair in "$@"; do
    value=${pair#*=}
    printf "  %s: '%s'\n" "${pair%%=*}" "${value//\'/\'\'}"
  done
}

# What every service needs, then more of its own.
service() {
  local name=$1 prefix amqp mongo
  shift
  prefix=$(printf '%s' "$name" | tr a-z- A-Z_)
  amqp=${prefix}_AMQP_URL
  mongo=${prefix}_MONGO_URL
  secret "$name-secrets" "$amqp=${!amqp:-$amqp_url}" "$mongo=${!mongo:-$mongo_url}" \
    "${prefix}_IDENTITY_KEY=$identity_key" "$@"
}

service ingest "INGEST_SECRET_KEY=$sealing_key"
service conversations
service routing
service crm-bridge
service notifier "NOTIFIER_SMTP_URL=${SMTP_URL:-}"
service gateway
if [ -z "${AMQP_URL:-}" ]; then
  secret rabbitmq-secrets RABBITMQ_DEFAULT_USER=recado "RABBITMQ_DEFAULT_PASS=$broker_password"
fi
