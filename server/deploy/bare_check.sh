#!/usr/bin/env bash
# Builds and tests the committed tree inside a bare Debian 12, as a stranger would:
#
#   sudo server/deploy/bare_check.sh [--keep DIR] [--with FILE] [COMMAND…]      default: .ci/run
#
# FILE is laid beside the tree (a package for deb_check.sh, for instance).
# The root comes from debootstrap and this machine's own apt sources; how this
# machine reaches the network (apt, npm, certificates) is taken along. Whatever
# the command leaves running is ended, and the root removed unless --keep.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
keep=
with=
while true; do
  case ${1:-} in
    --keep) keep=$2; shift 2 ;;
    --with) with=$2; shift 2 ;;
    *) break ;;
  esac
done
[ $# -gt 0 ] || set -- .ci/run
[ "$(id -u)" = 0 ] || { echo "bare_check: root only" >&2; exit 2; }
command -v debootstrap >/dev/null || apt-get -q -y install debootstrap >/dev/null

mirror() {
  { cat /etc/apt/sources.list.d/*.sources 2>/dev/null | sed -n 's/^URIs: *//p'
    cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null | sed -n 's/^deb \(\[[^]]*\] \)\?\([^ ]*\) bookworm .*/\2/p'
  } | tr ' ' '\n' | grep -v security | head -n 1
}

bare=${keep:-$(mktemp -d /var/tmp/ezhili-bare.XXXXXX)}
mkdir -p "$bare"
chmod 755 "$bare" # it is the root: users other than root go through it
mounts=(proc sys dev/pts dev/shm dev)
finish() {
  local m p
  for p in /proc/[0-9]*; do # only what runs inside
    [ "$(readlink "$p/root" 2>/dev/null)" = "$bare" ] && kill -9 "${p#/proc/}" 2>/dev/null
  done
  sleep 1
  for m in "${mounts[@]}"; do mountpoint -q "$bare/$m" && umount "$bare/$m"; done
  [ -n "$keep" ] || rm -rf --one-file-system "$bare"
}
trap finish EXIT

if [ ! -e "$bare/etc/debian_version" ]; then
  echo "debootstrap bookworm"
  debootstrap --variant=minbase bookworm "$bare" "$(mirror)" >"$bare.log" 2>&1 || { tail -n 20 "$bare.log"; exit 1; }
  rm -f "$bare.log"
fi
if [ -s /etc/apt/sources.list.d/debian.sources ]; then rm -f "$bare/etc/apt/sources.list"; fi
for file in /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources /etc/resolv.conf /etc/hosts /etc/npmrc /root/.npmrc; do
  [ -e "$file" ] && mkdir -p "$bare$(dirname "$file")" && cp -L "$file" "$bare$file"
done
cp -L /etc/apt/apt.conf.d/*proxy* "$bare/etc/apt/apt.conf.d/" 2>/dev/null || true
if [ -d /usr/local/share/ca-certificates ]; then cp -rL /usr/local/share/ca-certificates "$bare/usr/local/share/"; fi
mount --bind /dev "$bare/dev"
mount -t devpts devpts "$bare/dev/pts" 2>/dev/null || true
mount -t tmpfs tmpfs "$bare/dev/shm"
mount -t proc proc "$bare/proc"
mount -t sysfs -o ro sysfs "$bare/sys"

rm -rf "$bare/src"
mkdir "$bare/src"
git -C "$root" archive HEAD | tar -x -C "$bare/src"
[ -z "$with" ] || cp "$with" "$bare/src/"
passed=()
for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY npm_config_registry NPM_CONFIG_REGISTRY NODE_EXTRA_CA_CERTS; do
  [ -n "${!name:-}" ] && passed+=("$name=${!name}")
done
chroot "$bare" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 CI=true \
  "${passed[@]}" bash -c 'cd /src && exec "$@"' bare "$@" </dev/null
