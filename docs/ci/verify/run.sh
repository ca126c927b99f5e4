#!/usr/bin/env bash
# Runs brievio verify for the action: fetches a release, or builds the source that the action came with.
set -euo pipefail

if [ -n "${INPUT_VERSION:-}" ]; then
  home=${RUNNER_TEMP:-/tmp}/brievio-$INPUT_VERSION
  repository=${ACTION_REPOSITORY:-brievio/brievio}
  if [ ! -x "$home/bin/brievio" ]; then
    mkdir -p "$home"
    url=${BRIEVIO_DOWNLOAD_URL:-https://github.com/$repository/releases/download/v$INPUT_VERSION/brievio-$INPUT_VERSION.tar.gz}
    curl -fsSL --retry 3 "$url" | tar -xz -C "$home" --strip-components 1
  fi
  brievio=$home/bin/brievio
else
  brievio=$(cd "$GITHUB_ACTION_PATH/../../.." && pwd)/brievio
fi

args=(verify --plain --fail-on "${INPUT_FAIL_ON:-must}")
[ -z "${INPUT_BASE_URL:-}" ] || args+=(--base-url "$INPUT_BASE_URL")
[ -z "${INPUT_PROFILE:-}" ] || args+=(--profile "$INPUT_PROFILE")
[ -z "${INPUT_BASELINE:-}" ] || args+=(--baseline "$INPUT_BASELINE")
while IFS= read -r model; do
  [ -z "$model" ] || args+=(--model "$model")
done <<<"${INPUT_MODEL:-}"
while IFS= read -r arg; do
  [ -z "$arg" ] || args+=("$arg")
done <<<"${INPUT_ARGS:-}"

mkdir -p "$INPUT_REPORTS"
args+=(--report "json=$INPUT_REPORTS/report.json" --report "junit=$INPUT_REPORTS/report.xml"
  --report "html=$INPUT_REPORTS/report.html" --report "har=$INPUT_REPORTS/report.har")

code=0
"$brievio" "${args[@]}" || code=$?
echo "exit-code=$code" >>"${GITHUB_OUTPUT:-/dev/null}"
exit "$code"
