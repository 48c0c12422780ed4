#!/usr/bin/env bash
# keep-pages.sh IMAGE SYMBOLS OUT: cuts an image down for a repository (KeepPages.java says how). Needs a built nodemem.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
rm -f "$3"
java -cp "$here/../../shell/target/lib/*" "$here/KeepPages.java" "$1" "$2" "$3"
