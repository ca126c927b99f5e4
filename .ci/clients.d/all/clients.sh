# Sourced by .ci/clients --all: every client in a folder of its own, on every door that is asked for.
# shellcheck shell=bash disable=SC2154 # .ci/clients sets the variables
clients=(sdk-python.py sdk-node.mjs langchain-python.py langchain-node.mjs ai-sdk.mjs pydantic-ai.py
  instructor-python.py agents-python.py agents-node.mjs
  responses-python.py responses-node.mjs agents-responses-python.py agents-responses-node.mjs ai-sdk-responses.mjs
  langchain-responses-python.py langchain-responses-node.mjs anthropic-python.py anthropic-node.mjs)
sdk_models=(claude-sonnet-4-6 claude-opus-4-7 claude-opus-5-5 claude-haiku-4-5)
format_models=(claude-sonnet-4-6 claude-opus-5-5) # for what speaks Responses or Messages
framework_models=(claude-sonnet-4-6 claude-haiku-4-5 claude-opus-5-5)
gemini_sdk_models=(gemini-2.5-pro gemini-2.5-flash gemini-3.5-flash gemini-3.6-flash gemini-embedding-001)
gemini_framework_models=(gemini-2.5-flash gemini-3.5-flash)

chosen=()
for client in "${clients[@]}"; do
  case $only in '' | "${client%.*}") chosen+=("$client") ;; esac
done
[ "${#chosen[@]}" -gt 0 ] || die "--only: no $only; there are ${clients[*]%.*}"

known_doors=direct,bedrock,vertex,gemini,vertex-gemini
read -ra chosen_doors <<<"$(echo "${doors:-$known_doors}" | tr , ' ')"
for door in "${chosen_doors[@]}"; do
  case ,$known_doors, in
    *,"$door",*) ;;
    *) die "--doors: no $door; there are $known_doors" ;;
  esac
done

# The names of the models that the client is run on: each through each door.
models_of() {
  local door models prefix
  for door in "${chosen_doors[@]}"; do
    case $1,$door in
      *responses*,*gemini | anthropic-*,*gemini) models=("${gemini_framework_models[@]}") ;;
      *responses*,* | anthropic-*,*) models=("${format_models[@]}") ;;
      sdk-*,*gemini) models=("${gemini_sdk_models[@]}") ;;
      langchain-*,*gemini | ai-sdk,*gemini) models=("${gemini_framework_models[@]}" gemini-embedding-001) ;;
      *,*gemini) models=("${gemini_framework_models[@]}") ;;
      sdk-*) models=("${sdk_models[@]}") ;;
      *) models=("${framework_models[@]}") ;;
    esac
    case $door in direct | gemini) prefix= ;; *) prefix=${door%-gemini}/ ;; esac
    echo "${models[@]/#/$prefix}"
    case $1,$door in sdk-*,bedrock) echo bedrock/us.anthropic.claude-sonnet-4-6 ;; esac
  done | xargs
}

packages_of() {
  local package packages
  case $1 in
    sdk-python | responses-python) packages=$python_sdk ;;
    sdk-node | responses-node) packages=$node_sdk ;;
    *) packages=$(pinned "$1") ;;
  esac
  case $2 in node) packages="$packages zod@$(pinned zod)" ;; esac
  for package in $packages; do
    case $newest,$2 in
      1,python) echo "${package%%==*}" ;;
      1,node) echo "${package%@*}@latest" ;;
      *) echo "$package" ;;
    esac
  done | xargs
}

# LANGUAGE DIR PACKAGES: installs, unless just these have been installed there.
install_client() {
  local packages
  if [ -z "$newest" ] && [ "$(cat "$2/installed" 2>/dev/null)" = "$3" ]; then return; fi
  read -ra packages <<<"$3"
  rm -rf "$2"
  mkdir -p "$2"
  case $1 in
    python)
      python3 -m venv "$2" &&
        "$2/bin/python" -m pip install -q --disable-pip-version-check "${packages[@]}" ;;
    node)
      npm install --no-save --no-audit --no-fund --ignore-scripts --loglevel=error \
        --prefix "$2" "${packages[@]}" >/dev/null ;;
  esac && echo "$3" >"$2/installed"
}

# DIR FILE: runs the client; a module for Node stands beside node_modules, where its imports are resolved.
start_client() {
  local models
  models=$(models_of "${2%.*}")
  case $2 in
    *.py) PYTHONDONTWRITEBYTECODE=1 "$1/bin/python" "$here/all/$2" "$url" "$models" ;;
    *.mjs)
      cp "$here"/all/*.mjs "$here/all/cases.json" "$1"
      node "$1/$2" "$url" "$models" ;;
  esac
}

run_all() {
  local cache=${BRIEVIO_CLIENTS_CACHE:-$tmp/cache} file name language without status log
  export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
  for file in "${chosen[@]}"; do
    name=${file%.*} language=node status=0 log=$tmp/$file.log
    case $file in *.py) language=python ;; esac
    without=$(missing $language)
    if [ -n "$without" ]; then
      echo "clients: $name: skipped (no $without)"
      skipped=$((skipped + 1))
      continue
    fi
    if ! install_client $language "$cache/$name" "$(packages_of "$name" $language)"; then
      echo "FAIL $name: its packages could not be installed"
      failed=$((failed + 1))
      continue
    fi
    start_client "$cache/$name" "$file" 2>"$log.err" | tee "$log" || status=$?
    if ! grep -q '^FAIL ' "$log" && { [ $status -ne 0 ] || ! grep -q '^ok ' "$log"; }; then
      echo "FAIL $name: ended with status $status: $(tail -n 1 "$log.err")" | tee -a "$log"
    fi
    passed=$((passed + $(grep -c '^ok ' "$log" || :)))
    failed=$((failed + $(grep -c '^FAIL ' "$log" || :)))
    skipped=$((skipped + $(grep -c '^skip ' "$log" || :)))
  done
}
