# Sourced by ./brievio and .ci/run: sets JAVA_HOME to the first JDK of feature version 25 or newer.
# Reads each home's `release` file, so no JVM is started to ask. Leaves JAVA_HOME alone where none is found.
_feature() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || { echo 0; return 0; }
  while IFS='=' read -r _k _v; do
    if [ "$_k" = JAVA_VERSION ]; then
      _v=${_v#\"}; _v=${_v%%\"*}; _v=${_v%%.*}; echo "${_v%%-*}"; return 0
    fi
  done <"$1/release"
  echo 0
}
_path_home() {
  _p=$(command -v javac 2>/dev/null) || return 0
  while [ -h "$_p" ]; do
    _l=$(readlink "$_p"); case $_l in /*) _p=$_l ;; *) _p=$(dirname "$_p")/$_l ;; esac
  done
  dirname "$(dirname "$_p")"
}
if [ "$(_feature "${JAVA_HOME:-/nonexistent}")" -lt 25 ]; then
  for _d in "${JAVA25_HOME:-}" "$(_path_home)" \
      "${SDKMAN_DIR:-${HOME:-/nonexistent}/.sdkman}"/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
      /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
      /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
      /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
      /home/linuxbrew/.linuxbrew/opt/openjdk*/libexec \
      /Library/Java/JavaVirtualMachines/*/Contents/Home \
      "${HOME:-/nonexistent}"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -d "$_d" ] && [ "$(_feature "$_d")" -ge 25 ]; then JAVA_HOME=$_d; export JAVA_HOME; break; fi
  done
fi
if [ "$(_feature "${JAVA_HOME:-/nonexistent}")" -lt 25 ] && [ -x /usr/libexec/java_home ]; then
  _d=$(/usr/libexec/java_home -v 25+ 2>/dev/null) && [ -d "$_d" ] && JAVA_HOME=$_d && export JAVA_HOME
fi
BRIEVIO_JDK=$(_feature "${JAVA_HOME:-/nonexistent}")
if [ "$BRIEVIO_JDK" -ge 25 ]; then
  # These two options would stop an older JVM, so they never stand in jvm.config.
  MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS-}"; export MAVEN_OPTS
fi
