#!/usr/bin/env bash
# What an administrator does with the package, in a bare Debian 12 (nothing of ours, no compiler, no systemd running):
#
#   cd build/release && cpack -G DEB
#   sudo server/deploy/bare_check.sh --with build/release/ezhili_*.deb server/deploy/deb_check.sh
#
# Installs it with what it says it needs, runs the house from the installed tree, upgrades, removes and purges it.
set -euo pipefail
deb=$(ls ezhili_*.deb)
data=/var/lib/ezhili
conf=/etc/ezhili/ezhili.conf

say() { echo "deb_check: $*"; }
fail() { echo "deb_check: FAILED: $*" >&2; exit 1; }
is() { [ "$1" = "$2" ] || fail "$3: $1, not $2"; }
has() { grep -q -- "$2" <<<"$1" || fail "$3: $1"; }

# GET without a client: a bare root has none.
get() {
  exec 9<>"/dev/tcp/127.0.0.1/$port"
  printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' "$1" >&9
  cat <&9
  exec 9>&-
}

start() {
  /usr/libexec/ezhili/ezhilid --data $data --config $conf >/tmp/ezhilid.log 2>&1 &
  pid=$!
  for _ in $(seq 600); do
    kill -0 $pid 2>/dev/null || { cat /tmp/ezhilid.log; fail "ezhilid ended"; }
    case $(get /readyz 2>/dev/null || true) in *'"ready":true'*'"payout":{"state":"up"'*) return ;; esac
    sleep 0.1
  done
  fail "not ready: $(get /readyz)"
}

stop() {
  kill -TERM $pid
  wait $pid || fail "ezhilid: exit $?"
}

apt() { DEBIAN_FRONTEND=noninteractive apt-get -q -y "$@" >/tmp/apt.log 2>&1 || { tail -n 20 /tmp/apt.log; fail "apt-get $*"; }; }

say "install: $deb"
apt update
dpkg -i "$deb" >/tmp/dpkg.log 2>&1 || true # what it needs is not there yet
apt --no-install-recommends -f install
has "$(dpkg -s ezhili)" 'Status: install ok installed' status
for user in ezhili-gateway ezhili-media ezhili-payout ezhili-db; do
  has "$(getent passwd $user)" ':/usr/sbin/nologin$' "user $user"
done
is "$(stat -c %U:%a $conf)" root:644 "$conf"
[ ! -e $data ] || fail "$data comes with the first start"
for page in citizen rider console; do [ -s /usr/share/ezhili/www/$page/index.html ] || fail "no page $page"; done
ls /usr/share/ezhili/www/vendor/*.js >/dev/null

port=21580
sed -i "s/^port = .*/port = $port/" $conf
say start
ezhili init >/dev/null
ezhili keys init >/dev/null
start
status=$(get /readyz)
if grep -q 'degraded":"[a-z,]*user' <<<"$status"; then fail "a process has no user of its own: $status"; fi
has "$(get /citizen/)" '^HTTP/1.1 200' 'the citizens'"'"' page'
has "$(get /healthz)" '^HTTP/1.1 200' healthz
ezhili keys publish >/dev/null
printf 'a long password\n' | ezhili user add reviewer1 --roles reviewer --name 一 --offices '*' >/dev/null
has "$(ezhili user list)" reviewer1 'user list'
is "$(stat -c %U:%a $data)" root:711 $data
is "$(stat -c %U:%a $data/evidence)" ezhili-gateway:700 evidence
is "$(stat -c %U:%a $data/keys/payout)" ezhili-payout:700 keys/payout
is "$(stat -c %U:%a $data/keys/gateway)" root:700 keys/gateway
is "$(stat -c %U $data/db)" ezhili-db db
for p in $(cat /proc/$pid/task/$pid/children); do
  name=$(cat "/proc/$p/comm")
  [ "$name" != mariadbd ] || name=ezhili-db
  is "$(sed -n 's/^Uid:\t\([0-9]*\).*/\1/p' "/proc/$p/status")" "$(id -u "$name")" "user of $name"
done
stop

say upgrade
sed -i 's/^# trusted_proxies/trusted_proxies/' $conf
dpkg -i "$deb" >/tmp/dpkg.log 2>&1 || fail "$(cat /tmp/dpkg.log)"
has "$(cat $conf)" '^trusted_proxies' 'a changed configuration is kept'
start
has "$(ezhili user list)" reviewer1 'user list after the upgrade'
stop

say "systemd's own opinion"
apt --no-install-recommends install systemd
systemd-sysusers --dry-run /usr/lib/sysusers.d/ezhili.conf >/dev/null || fail sysusers
unit=/usr/lib/systemd/system/ezhilid.service
opinion=$(systemd-analyze verify $unit 2>&1 | grep -i ezhili || true)
[ -z "$opinion" ] || fail "$opinion"
systemd-analyze security --offline=yes --threshold=46 $unit >/tmp/security.log 2>&1 || { tail -n 3 /tmp/security.log; fail "exposure"; }
tail -n 1 /tmp/security.log

say remove
dpkg -L ezhili | while read -r f; do [ -d "$f" ] || echo "$f"; done >/tmp/files
dpkg -r ezhili >/dev/null
while read -r f; do
  if [ "$f" = $conf ]; then [ -e "$f" ] || fail "remove took the configuration"
  else [ ! -e "$f" ] || fail "left behind: $f"; fi
done </tmp/files
[ -d $data/evidence ] || fail "remove took the data"

say purge
dpkg -P ezhili >/dev/null 2>&1
[ ! -e /etc/ezhili ] || fail "left behind: $(ls /etc/ezhili)"
[ ! -e /usr/share/ezhili ] && [ ! -e /usr/libexec/ezhili ] && [ ! -e /usr/share/doc/ezhili ] || fail "left behind: directories"
[ -d $data/db ] && [ -d $data/keys ] || fail "purge took the data"
say "all is well"
