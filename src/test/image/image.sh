#!/bin/sh
# Builds the container image and runs it, on a machine without a container engine and without access to a registry of images:
#
#   src/test/image/image.sh build               # a base system, then the image of the Dockerfile on top of it
#   src/test/image/image.sh run … withdrawals   # a container; the arguments are those of `podman run`
#   src/test/image/image.sh podman …            # any other command of podman
#   src/test/image/image.sh stop                # removes all containers
#   src/test/image/image.sh clean               # removes everything
#
# It needs root, and Debian's packages debootstrap, podman and runc. Images and containers are below IMAGE_STORAGE, by default
# target/image, so what the machine's own podman has is neither seen nor changed.
#
# The base image of the Dockerfile cannot be pulled here. A Debian with a JDK 25 takes its name, so the size of the base is not
# the real one. The JDK is JAVA_25_HOME, by default the first one below /usr/lib/jvm.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")/../../.." && pwd -P)
storage=${IMAGE_STORAGE:-$here/target/image}
cgroup=/withdrawals-image

fail() {
  echo "image.sh: $1" >&2
  exit 2
}

# On a file system that cannot be stacked, every layer and every container is a copy.
driver=vfs
! grep -qw overlay /proc/filesystems || driver=overlay

podman() {
  command podman --root "$storage/root" --runroot "$storage/run" --tmpdir "$storage/tmp" --storage-driver "$driver" \
    --runtime runc --cgroup-manager cgroupfs --events-backend none "$@"
}

jdk_25() {
  for jdk in ${JAVA_25_HOME:-/usr/lib/jvm/*}; do
    if grep -q '^JAVA_VERSION="25[."]' "$jdk/release" 2>/dev/null && [ -x "$jdk/bin/java" ]; then
      echo "$jdk"
      return
    fi
  done
  return 1
}

check() {
  [ "$(id -u)" = 0 ] || fail "Only root can set up a base system and containers."
  for program in debootstrap podman runc; do
    command -v $program >/dev/null || fail "There is no $program: apt-get install debootstrap podman runc"
  done
  jdk_25 >/dev/null || fail "There is no JDK 25 below /usr/lib/jvm: set JAVA_25_HOME to one."
}

base_system() {
  system=$storage/system
  rm -rf -- "$system"
  mkdir -p -- "$system"
  debootstrap --variant=minbase "$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)" "$system" >"$storage/debootstrap.log" 2>&1 ||
    fail "debootstrap failed: see $storage/debootstrap.log"
  mkdir "$system/opt/java"
  cp -a -- "$(readlink -f -- "$(jdk_25)")" "$system/opt/java/openjdk"
  tar -C "$system" --numeric-owner -c . |
    podman import --quiet --change 'ENV JAVA_HOME=/opt/java/openjdk' \
      --change 'ENV PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' - "$1" >/dev/null
  rm -rf -- "$system"
}

build() {
  check
  [ -f "$here/target/withdrawals-exec.jar" ] || fail "There is no target/withdrawals-exec.jar: ./mvnw package -Dmaven.test.skip"
  for base in $(sed -n 's/^FROM \([^ ]*\).*/\1/p' "$here/Dockerfile" | sort -u); do
    podman image exists "$base" || base_system "$base"
  done
  podman build --quiet --pull=never --isolation=chroot --tag withdrawals "$here" >/dev/null
}

# podman wants to raise the limits of processes and files, which the machine may not permit if it is a container itself. It also
# adds the user to /etc/passwd, which other engines do not.
run() {
  podman run --pull=never --network=host --passwd=false --cgroup-parent "$cgroup" \
    --ulimit "nofile=$(ulimit -Hn):$(ulimit -Hn)" --ulimit nproc=32768:32768 "$@"
}

stop() {
  [ ! -d "$storage/root" ] || podman rm --force --time 0 --all >/dev/null
  find /sys/fs/cgroup -depth -path "*$cgroup*" -type d -exec rmdir {} + 2>/dev/null || :
}

clean() {
  stop
  rm -rf -- "$storage"
}

case ${1:-} in
  check | build | run | podman | stop | clean) "$@" ;;
  *) fail "Which command? build, run, podman, stop or clean." ;;
esac
