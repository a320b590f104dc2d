#!/bin/sh
# Starts the withdrawal job: ./run.sh ARGS. Builds it first if needed. Exits with the job's exit code.
#
#   JAVA_HOME          the Java to use, 17 or newer; default: the java on the PATH
#   JAVA_OPTS          more options for the JVM, such as -Xmx2g
#   WITHDRAWALS_HOME   the directory of input, output and data; default: the directory of this script
set -eu

main=bank.withdrawals.WithdrawalsApplication

fail() {
  echo "run.sh: $1" >&2
  exit 2
}

# The directory of this script, even if it is called through symbolic links.
script=$0
while [ -L "$script" ]; do
  target=$(readlink -- "$script")
  case $target in
    /*) script=$target ;;
    *) script=$(dirname -- "$script")/$target ;;
  esac
done
here=$(CDPATH='' cd -- "$(dirname -- "$script")" && pwd -P)
jar=$here/target/withdrawals.jar

if [ -n "${JAVA_HOME:-}" ]; then
  java=$JAVA_HOME/bin/java
  [ -x "$java" ] || fail "JAVA_HOME is $JAVA_HOME, but there is no Java in it: set it to a JDK 17 or newer, or unset it."
else
  java=$(command -v java) || fail "No Java found: install a JDK 17 or newer, or set JAVA_HOME to one."
fi

# Reading the version from the release file next to the JVM takes a millisecond. Asking the JVM takes a hundred times longer.
binary=$(readlink -f -- "$java" 2>/dev/null || echo "$java")
version=$(sed -n 's/^JAVA_VERSION="\(.*\)"$/\1/p' "${binary%/bin/java}/release" 2>/dev/null || :)
if [ -z "$version" ]; then
  version=$("$java" -version 2>&1 | sed -n 's/^.* version "\([^"]*\)".*$/\1/p' | head -n 1 || :)
fi
major=${version%%[!0-9]*}
[ "${major:-0}" -ge 17 ] || fail "$java is Java ${version:-of an unknown version}, but the job needs 17 or newer: set JAVA_HOME to one."

build_is_due() {
  [ -f "$jar" ] || return 0
  [ -d "$here/src/main" ] || return 1
  [ -n "$(find "$here/src/main" "$here/pom.xml" -type f -newer "$jar" | head -n 1)" ]
}

build() {
  echo "run.sh: building first; the first build takes some minutes." >&2
  # A run does not check tests or format; ./mvnw verify does.
  (cd -- "$here" && ./mvnw -q -Dmaven.test.skip -Dspotless.check.skip package) >&2 </dev/null ||
    fail "The build failed for the reason above; nothing was run."
}

# Kafka's compression loads native code and accesses memory directly. Newer JVMs warn about this at every start.
quiet=
[ "$major" -lt 24 ] || quiet="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"

# On newer JVMs, Spring reads class files in another way, which is slower at a start. So they use the libraries' classes for Java 17.
classes=
[ "$major" -lt 24 ] || classes=-Djdk.util.jar.version=17

# An archive with an image of the job's classes, from Java 25 on an AOT cache. The JVM maps it into memory at the next start. It fits
# only the jar and the Java that it was made with. If it cannot be made or used, the JVM starts without it.
archive=$here/target/withdrawals-$version.jsa

archive_is_due() {
  [ ! -f "$archive" ] || [ "$jar" -nt "$archive" ]
}

# A run of the sample file in a temporary home, over embedded stores, and without any setting that names somebody's. It loads the
# driver of PostgreSQL too. An AOT cache fits only a start with the same access to native code, and has the classes of one version.
training_run() {
  # shellcheck disable=SC2086
  env -i PATH="$PATH" LC_ALL=C.UTF-8 WITHDRAWALS_HOME="$made/home" WITHDRAWALS_EMBEDDED=database,broker \
    "$java" $quiet $classes "$@" -Xlog:disable -cp "$jar:$here/target/lib/*" bank.withdrawals.TrainingRun run "$here/input/samples/withdrawals.csv"
}

make_archive() {
  # What a start that was killed has left.
  rm -rf -- "$here"/target/archive.??????
  made=$(mktemp -d "$here/target/archive.XXXXXX" 2>/dev/null) || return 0
  echo "run.sh: preparing faster starts; this takes a while, once per build." >&2
  (
    if [ "$major" -ge 25 ]; then
      training_run -XX:+UseG1GC -XX:AOTCacheOutput="$made/archive"
    else
      training_run -XX:+UseSerialGC -XX:ArchiveClassesAtExit="$made/archive"
    fi
  ) >/dev/null 2>&1 </dev/null || :
  # If no archive was made, an empty file prevents another try before the next build.
  [ -f "$made/archive" ] || : >"$made/archive"
  mv -f -- "$made/archive" "$archive" 2>/dev/null || :
  rm -rf -- "$made"
}

# One start builds; the others wait for it.
if build_is_due; then
  mkdir -p -- "$here/target"
  if command -v flock >/dev/null; then
    (
      flock -n 9 || {
        echo "run.sh: waiting for another start that is building." >&2
        flock 9
      }
      if build_is_due; then build; fi
    ) 9>"$here/target/build.lock" || exit
  else
    lock=$here/target/build.lock.d
    until mkdir -- "$lock" 2>/dev/null; do
      [ -n "${waiting:-}" ] || echo "run.sh: waiting for another build; if no build is running, delete $lock" >&2
      waiting=yes
      sleep 1
    done
    trap 'rmdir -- "$lock"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    if build_is_due; then build; fi
    rmdir -- "$lock"
    trap - EXIT INT TERM
  fi
fi

# The first start makes the archive; the others do not wait for it.
if archive_is_due && [ -w "$here/target" ] && [ -f "$here/input/samples/withdrawals.csv" ] && command -v flock >/dev/null; then
  (
    flock -n 9 || exit 0
    if archive_is_due; then make_archive; fi
  ) 9>"$here/target/archive.lock" || :
fi

: "${WITHDRAWALS_HOME:=$here}"
export WITHDRAWALS_HOME

# The serial collector starts fastest and suits a small machine. A collector in JAVA_OPTS replaces it.
collector=-XX:+UseSerialGC
case ${JAVA_OPTS:-} in
  *-XX:+Use*GC*) collector= ;;
esac
# The optimising compiler needs time, and a small file is done before that pays off. So a run of at most 4 MB does without it.
# Otherwise it compiles only methods that are called ten times as often as usual.
is_small() {
  case ${1:-run} in
    run | check | accounts | status | approve | withdraw | config | formats | migrate | -*) ;;
    *) return 1 ;;
  esac
  # A run that is to be resumed may be large.
  [ -z "$(ls -A "$WITHDRAWALS_HOME/data/work" 2>/dev/null)" ] || return 1
  # Words that are not files count nothing.
  kilobytes=$(du -Lsk -- "$WITHDRAWALS_HOME/input" "$@" 2>/dev/null | awk '{ sum += $1 } END { print sum + 0 }')
  [ "$kilobytes" -le 4096 ]
}
if is_small "$@"; then
  compiler=-XX:TieredStopAtLevel=1
  # With the first compiler alone, newer JVMs have a small cache of code, and soon collect all garbage because of it. And they
  # generate classes for reflection, which pay off only after many calls.
  [ "$major" -lt 25 ] || compiler="$compiler -XX:ReservedCodeCacheSize=240m -Djdk.reflect.useNativeAccessorOnly=true"
else
  compiler="-XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=20000"
  compiler="$compiler -XX:Tier4CompileThreshold=100000 -XX:Tier4BackEdgeThreshold=400000"
fi
# An empty file is no archive.
image=
if [ -s "$archive" ]; then
  image=-Xshare:auto\ -XX:SharedArchiveFile
  [ "$major" -lt 25 ] || image=-XX:AOTCache
fi
logs='-Xlog:cds*=off'
[ "$major" -lt 25 ] || logs='-Xlog:aot*=off,cds*=off'

# At a terminal, the job shows a progress bar.
terminal=
if [ -t 2 ]; then
  columns=$(stty size <&2 2>/dev/null || echo 24 80)
  terminal=-Dwithdrawals.terminal.columns=${columns#* }
fi

# Java cannot open a file if the locale cannot represent its name, and cron's locale represents only ASCII.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
  *[Uu][Tt][Ff]8* | *[Uu][Tt][Ff]-8*) ;;
  *) export LC_ALL=C.UTF-8 ;;
esac

# A JVM that is out of memory would keep running in a broken state. So it is killed; everything committed stays, and the next run
# resumes.
oom='-XX:OnOutOfMemoryError=kill -9 %p'

# Only the owner may access files that libraries write. This is after the build, because all users of run.sh may read the build.
umask 077

set -f # the options are split at blanks, but not expanded as file names
# shellcheck disable=SC2086
exec "$java" $collector $compiler $image${image:+="$archive"} $logs "$oom" $quiet $classes $terminal ${JAVA_OPTS:-} -cp "$jar:$here/target/lib/*" "$main" "$@"
