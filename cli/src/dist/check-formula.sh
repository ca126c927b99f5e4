#!/bin/sh
# Installs the generated Homebrew formula from its own archive, without Homebrew, and runs its test block:
#   check-formula.sh FORMULA.rb ARCHIVE.zip JAVA_HOME      needs ruby and unzip
set -eu
ruby -c "$1" >/dev/null
JAVA_FOR_FORMULA=$3 ruby "$(dirname "$0")/formula-stub.rb" "$1" "$2"
