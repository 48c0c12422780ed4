#!/usr/bin/env bash
# Makes the pictures of the README: the HTML report of a check, and the shell, both with the sample.
# Needs chromium, tmux and aha (Debian packages of these names), and the programs that demo.sh needs.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
nodemem=$root/shell/target/nodemem
store=$root/samples/node/.nodemem/evidence
images=$root/docs/images
work=$(mktemp -d)
trap 'tmux -L nodemem-shots kill-server 2>/dev/null || true; rm -rf "$work"' EXIT

for program in chromium tmux aha; do
    if ! command -v "$program" >/dev/null; then
        echo "screenshots.sh: $program is missing: apt-get install chromium tmux aha" >&2
        exit 2
    fi
done
"$root/samples/demo.sh" >/dev/null
mkdir -p "$images"

# Usage: picture HTML WIDTH HEIGHT PNG
picture() {
    chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --hide-scrollbars \
        --disable-background-networking --disable-component-update --disable-sync \
        --user-data-dir="$work/profile" --window-size="$2,$3" --force-device-scale-factor=1 \
        --screenshot="$4" "file://$1" >/dev/null 2>&1
    test -s "$4"
}

# A check of the sample finds the intruder, so its exit status is 1.
"$nodemem" check kubernetes --store "$store" --html "$work/report.html" >/dev/null || test $? = 1
picture "$work/report.html" 1200 1000 "$images/report.png"

pane="nodemem-shots"
type_line() {
    tmux -L $pane send-keys -t 0 -l "$1"
    tmux -L $pane send-keys -t 0 Enter
}

# Waits until the last line of the screen is the prompt again.
prompt() {
    sleep 0.2
    for _ in $(seq 600); do
        if tmux -L $pane capture-pane -t 0 -p | sed '/^$/d' | tail -n 1 | grep -Eq '^nodemem.*> *$'; then
            return
        fi
        sleep 0.1
    done
    echo "screenshots.sh: the shell shows no prompt within a minute" >&2
    exit 3
}

TERM=xterm-256color tmux -L $pane -f /dev/null new-session -d -x 110 -y 34 \
    "'$nodemem' shell --store '$store'"
tmux -L $pane set -g status off
prompt
# Clears the greeting, which contains the store's path on this machine.
tmux -L $pane send-keys -t 0 C-l
prompt
type_line 'tasks.where { exe_deleted }.select(pid, ppid, name, uid, pod: container.pod_name, exe)'
prompt
type_line 'sockets.where { fd == 0 && state == "ESTABLISHED" }.select(pid, task.cmdline, remote_address, remote_port)'
prompt
type_line 'containers.where { privileged }.select(pod_namespace, pod_name, container_name, pids)'
prompt
type_line 'tasks.by(name).where { count > 3 }'
prompt
tmux -L $pane capture-pane -t 0 -e -p | aha --black --title nodemem |
    sed 's|<pre>|<pre style="font: 14px \x27DejaVu Sans Mono\x27, monospace; margin: 12px">|' >"$work/shell.html"
picture "$work/shell.html" 1000 560 "$images/shell.png"
echo "wrote docs/images/report.png and docs/images/shell.png"
