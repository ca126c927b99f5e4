#!/bin/sh
# Lays out what the archives hold: the jars, a runtime image of the modules that they need, and an archive of class data
# for it. Called by the dist profile; same input, same bytes.
#   runtime.sh TARGET JAVA_HOME MODULES_FROM TIMESTAMP
# TARGET is the module's build folder, MODULES_FROM a JDK of the platform that is built for, or - for this one.
set -eu
target=$1
java_home=$2
from=$3
stamp=$4
dist=$target/dist
modules=java.base,java.logging,java.management,java.naming,java.net.http,java.xml,jdk.httpserver,jdk.unsupported

rm -rf "$dist"
mkdir -p "$dist/lib" "$dist/bin"
cp "$target/brievio.jar" "$dist/"
cp "$target/lib/"*.jar "$dist/lib/"
cp "$(dirname "$0")/bin/brievio" "$dist/bin/brievio"
chmod 755 "$dist/bin/brievio"
# The archive of class data knows each jar by its time and size, and the archives carry this time.
find "$dist" -name '*.jar' -exec touch -d "$stamp" {} +

path=
if [ "$from" != - ]; then path="--module-path $from/jmods"; fi
# shellcheck disable=SC2086
"$java_home/bin/jlink" $path --add-modules "$modules" --strip-debug --no-header-files --no-man-pages \
  --compress zip-6 --output "$dist/runtime"

# A runtime of another platform cannot run here, so it goes without the archive of class data.
[ "$from" = - ] || exit 0

# Which classes the two commands load, with the launcher's own options: a serve that is only started, a serve beside a
# verify that asks it, a verify of the embedded default, and dry runs, which end by themselves before any thread is
# started. The JVM's generated classes are taken from the dry runs, and those of call sites from the start. Two builds
# would differ by what is made where two threads meet, a counter's cell or a waiting thread's node, which is left out, and
# by Netty's search for leaks, which looks at a buffer now and then.
train='-Xshare:off -Dio.netty.leakDetection.level=disabled'
run() {
  list=$1
  shift
  BRIEVIO_JAVA_OPTS="$train -XX:DumpLoadedClassList=$target/$list.classlist" \
    BRIEVIO_JAVA_HOME= "$dist/bin/brievio" "$@"
}
log=$target/serve.log
# Sets $serve, the process, and $url. Not by run: the signal must reach the program, not a shell around it.
listen() {
  list=$1
  shift
  : >"$log"
  BRIEVIO_JAVA_OPTS="$train -XX:DumpLoadedClassList=$target/$list.classlist" \
    BRIEVIO_JAVA_HOME= "$dist/bin/brievio" serve --port 0 "$@" >"$log" 2>&1 &
  serve=$!
  waited=0
  until grep -q listening "$log"; do
    waited=$((waited + 1))
    if [ "$waited" -gt 300 ]; then kill "$serve"; echo "serve did not listen within 30 s" >&2; exit 1; fi
    sleep 0.1
  done
  url=$(sed -n 's/.*listening on //p' "$log")
}
finish() {
  kill "$serve"
  wait "$serve" || true
}
# What it does in its spare time has been done where the list has not grown for a second.
settle() {
  before=-1
  until [ "$(wc -l <"$target/$list.classlist")" = "$before" ]; do
    before=$(wc -l <"$target/$list.classlist")
    sleep 1
  done
}
export OPENAI_API_KEY=any
listen start
settle
finish
listen serve --simulated
model=claude-sonnet-4-6
run verify verify --base-url "$url" --model $model --only 'chat.envelope.*' --only chat.stream.done-sentinel --quiet
finish
run embedded verify --only chat.envelope.object --quiet
run dry-verify verify --dry-run >/dev/null
echo "{\"model\":\"$model\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}" | run dry-serve serve --dry-run >/dev/null
cd "$target"
{
  sed -e '/^[#@]/d' -e 's/ id:.*//' -e '/Striped64.Cell$/d' -e '/Synchronizer.[A-Za-z]*Node$/d' start.classlist \
    serve.classlist verify.classlist embedded.classlist dry-verify.classlist dry-serve.classlist
  sed -n -e '/^@lambda-proxy/p' start.classlist
  sed -n -e '/^@cp/d' -e '/^@/p' dry-verify.classlist dry-serve.classlist
} | LC_ALL=C sort -u >brievio.classlist
# With the launcher's options: the archived module graph serves only those who start with the same ones. The archive keeps
# the path of the jars, of which only the end has to be the same later: where there is such a name, one that says nothing
# of the folder of this build. The order of some tables in it depends on the folder of the runtime, so that it is made in
# a copy whose folder is always the same, unless another build is there.
made=/tmp/brievio-class-data
if mkdir "$made" 2>/dev/null; then
  trap 'rm -rf "$made"' EXIT
  cp -Rp "$dist/." "$made"
else
  made=$dist
fi
cd "$made"
here=/proc/self/cwd
[ -e "$here/brievio.jar" ] || here=$made
"$made/runtime/bin/java" -Xshare:dump -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
  "-XX:SharedClassListFile=$target/brievio.classlist" "-XX:SharedArchiveFile=$dist/lib/brievio.jsa" -Xlog:disable \
  -jar "$here/brievio.jar"
cd "$target"
chmod 644 "$dist/lib/brievio.jsa"
