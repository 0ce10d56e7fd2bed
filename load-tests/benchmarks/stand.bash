# What the benchmarks beside this file have in common; they read it, it is not to be run. Processes of one stand by name, with their
# logs, and the end of all of them when the script ends.
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
java="${JAVA_HOME:+$JAVA_HOME/bin/}java"; jcmd="${JAVA_HOME:+$JAVA_HOME/bin/}jcmd"
jar="$root/load-tests/target/sluice-load-tests.jar"

# The script's head, which says how it is called.
usage() { sed -n '2,/^set/p' "$0" | grep '^#' >&2; exit 2; }
whole() { # what has to be a whole number above 0
  local it
  for it in "$@"; do case "$it" in '' | 0* | *[!0-9]*) usage ;; esac; done
}
need() { # tools and files without which there is no start
  local it
  for it in "$@"; do
    case "$it" in
      "$root"/*) [ -e "$it" ] || { echo "${it#"$root"/} is not built: mvn -DskipTests package" >&2; exit 1; } ;;
      *) command -v "$it" > /dev/null || { echo "$it is not installed" >&2; exit 1; } ;;
    esac
  done
}

work="$(mktemp -d)"; declare -A pid=()
cleanup() { [ ${#pid[@]} -eq 0 ] || kill "${pid[@]}" 2> /dev/null || true; wait 2> /dev/null || true; rm -rf "$work"; }
trap cleanup EXIT
start() { local name="$1"; shift; "$@" > "$work/$name.log" 2>&1 & pid[$name]=$!; }
await() { # name: until its log says that it is ready, for a minute
  local waits=0
  while kill -0 "${pid[$1]}" 2> /dev/null && [ $((waits++)) -lt 600 ]; do
    grep -q ready "$work/$1.log" && return
    sleep 0.1
  done
  cat "$work/$1.log" >&2
  exit 1
}
quietly() { "$@" > "$work/quietly.log" 2>&1 || { cat "$work/quietly.log" >&2; exit 1; }; }

start_broker() { # port
  # shellcheck disable=SC2086
  start broker "$java" -Xmx1g ${BROKER_JAVA:-} -jar "$jar" broker --port "$1" --data "$work/kafka"
}
# Compresses as the image does. Its name is gateway unless as=… says another; settings are the last to hold.
start_gateway() { # port of the broker, further settings NAME=VALUE…
  local broker="$1"; shift
  # shellcheck disable=SC2086
  start "${as:-gateway}" env SLUICE_KAFKA_BOOTSTRAP_SERVERS="127.0.0.1:$broker" SLUICE_HTTP_PORT=18081 SLUICE_MANAGEMENT_PORT=18082 \
    SLUICE_KAFKA_COMPRESSION_TYPE=snappy "$@" "$java" -Xmx512m ${GATEWAY_JAVA:-} -jar "$root/gateway/target/sluice-gateway.jar"
}

# Processor time of these processes so far, in µs.
cpu() {
  for name in "$@"; do sed 's/.*) //' "/proc/${pid[$name]}/stat"; done |
    awk -v hz="$(getconf CLK_TCK)" '{ticks += $12 + $13} END {print ticks * 1000000 / hz}'
}
live_heap() { "$jcmd" "${pid[$1]}" GC.class_histogram | awk '/^Total/ {print $3}'; } # bytes, after a full collection
resident() { awk '/^VmRSS/ {print $2}' "/proc/${pid[$1]}/status"; } # KiB
# Drives a server in an open model, after half a minute of practice, which the compilers of two cores' JVMs need; what number tells is of the last such run. Ends badly if not all of the
# orders were accepted, or if the driver was late.
latency() { # port, rate, connections, seconds, further options…
  local port="$1" rate="$2" connections="$3" seconds="$4"; shift 4
  "$java" -Xms384m -Xmx384m -Xmn64m -XX:MetaspaceSize=128m -XX:+UseSerialGC -jar "$jar" latency --port "$port" --rate "$rate" \
    --connections "$connections" --warm-up PT30S --duration "PT${seconds}S" "$@" > "$work/latency"
}
number() { sed -n "s/.*\"$1\":\([0-9.E-]*\).*/\1/p" "$work/latency"; }
median() { # key column, of the lines of $work/results that begin with the key
  awk -v key="$1 " -v k="$2" 'index($0, key) == 1 {print $k}' "$work/results" | sort -g | awk '{v[NR] = $1} END {print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2}'
}
when_and_where() { echo "$(date -u +%F), $("$java" -version 2>&1 | head -n 1), $(nproc) cores"; }
