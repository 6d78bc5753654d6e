#!/usr/bin/env bash
# Installs what the tests need and runs every test. The last line is "N passed, N failed"; the exit code is 0 when all passed.
set -euo pipefail
cd "$(dirname "$0")"

need() {
  command -v "$1" > /dev/null || { echo "$1 is missing: $2" >&2; exit 3; }
}

need dotnet "install the .NET SDK 10, https://dotnet.microsoft.com/download"
need node "install Node.js 20 or later with npm"
need npm "install Node.js 20 or later with npm"

install() {
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo > /dev/null; then
      echo "$1 is missing, and only root can install it: apt-get install $1" >&2
      exit 3
    fi
    root=(sudo)
  fi
  "${root[@]}" apt-get update -q
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$1"
}

[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || install chromium
[ -x /usr/sbin/nginx ] || install nginx-light
command -v python3 > /dev/null || install python3

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
npm ci --no-audit --no-fund --loglevel=error
npm ci --prefix tests/socketio-servers --omit=dev --no-audit --no-fund --loglevel=error
dotnet build Gateway.sln -warnaserror
# Style and analyzers are errors in the build above; what it lets pass is where the blanks stand.
dotnet format whitespace Gateway.sln --no-restore --verify-no-changes

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
outcome=0
dotnet test Gateway.sln --no-build --logger "console;verbosity=minimal" --logger trx --results-directory "$results" || outcome=$?

# Every runner leaves one line such as <Counters total="9" executed="9" passed="9" failed="0" … />.
read -r passed failed < <(find "$results" -name '*.trx' -exec cat {} + | awk '
  /<Counters / {
    match($0, / passed="[0-9]+"/); passed += substr($0, RSTART + 9, RLENGTH - 10)
    match($0, / failed="[0-9]+"/); failed += substr($0, RSTART + 9, RLENGTH - 10)
  }
  END { print passed + 0, failed + 0 }')

# A runner that broke down has failed, whatever it counted.
[ "$outcome" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1

# The short forms of the long runs (README, "Longer runs"), as they are meant to run. What mostly waits runs beside what mostly works.
# Its analyzers have looked at all of it in the build above.
dotnet build tests/Gateway.Stress -c Release -p:RunAnalyzers=false -warnaserror || failed=$((failed + 1))
long() {
  timeout --kill-after=10 300 dotnet tests/Gateway.Stress/bin/Release/net10.0/Gateway.Stress.dll "$@" > "$results/$(echo "$*" | tr -d ' ').log" 2>&1 || true
}
for seed in 1 2 3; do long stress --seed "$seed"; done
long chaos --seed 1 --cases 100 & chaos=$!
long fuzz --seed 1 & fuzz=$!
wait "$chaos" "$fuzz"
long soak --seed 1 --seconds 30 --clients 100

# Each ends with a line of its own; one without it broke down.
for log in "$results"/*.log; do
  cat "$log"
  if [[ "$(tail -n 1 "$log")" =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]] && [ "${BASH_REMATCH[1]}" -gt 0 ]; then
    passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2]))
  else
    failed=$((failed + 1))
  fi
done

# Named again at the end, where nobody has to look for it among some hundred lines.
find "$results" -name '*.trx' -exec grep -ho '<UnitTestResult [^>]*outcome="Failed"' {} + | sed -n 's/.* testName="\([^"]*\)".*/failed: \1/p' || true
grep -h '^FAILED ' "$results"/*.log || true
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
