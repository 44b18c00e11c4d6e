#!/bin/sh
# A private MariaDB for one test: mariadb.sh start DIR | stop DIR. Socket: DIR/s
set -eu
dir=$2
case $1 in
start)
	# Its own tmpdir: a starting server removes the temporary tables of others from a shared one.
	mkdir -p "$dir/tmp"
	user=$(id -un)
	mariadb-install-db --no-defaults --user="$user" --datadir="$dir/data" --tmpdir="$dir/tmp" --skip-test-db \
		--auth-root-authentication-method=normal >"$dir/install.log" 2>&1
	mariadbd --no-defaults --user="$user" --datadir="$dir/data" --tmpdir="$dir/tmp" --socket="$dir/s" --skip-networking \
		--pid-file="$dir/pid" --innodb-buffer-pool-size=64M --innodb-log-file-size=16M >"$dir/log" 2>&1 &
	n=0
	until mariadb -u root -S "$dir/s" -e 'CREATE DATABASE IF NOT EXISTS ezhili' 2>/dev/null; do
		n=$((n + 1))
		[ $n -lt 150 ] || { cat "$dir/log"; exit 1; }
		sleep 0.1
	done
	;;
stop)
	kill "$(cat "$dir/pid")" 2>/dev/null || true
	n=0
	while [ -e "$dir/pid" ] && [ $n -lt 100 ]; do
		n=$((n + 1))
		sleep 0.1
	done
	rm -rf "$dir"
	;;
esac
