#!/bin/bash
# Runs the packaged hub for long and judges it: exit code 0 kept, 1 not kept, 2 wrong use. See docs/bench.md, "The soak".
# usage, after mvn -DskipTests package: [SOCKETS=2000] [MINUTES=20] server/src/test/soak/soak.sh
# SMOKE=1 runs 40 s of it, to see that it runs; that is no verdict.
set -euo pipefail
cd "$(dirname "$0")/../../../target"
[ -f maestro-hub.jar ] || { echo "there is no $PWD/maestro-hub.jar; build it first" >&2; exit 2; }
# Each socket is a file, here and at the hub.
[ "$(ulimit -n)" = unlimited ] || [ "$(ulimit -n)" -gt $((${SOCKETS:-2000} * 2 + 500)) ] || ulimit -n $((${SOCKETS:-2000} * 2 + 500))
exec java -Xmx768m -cp test-classes:maestro-hub.jar dev.maestro.server.bench.Soak "$PWD/maestro-hub.jar"
