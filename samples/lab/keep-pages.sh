#!/usr/bin/env bash
# keep-pages.sh IMAGE SYMBOLS OUT: reduces an image for a repository, as KeepPages.java describes. Needs a built nodemem.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
rm -f "$3"
java -cp "$here/../../shell/target/lib/*" "$here/KeepPages.java" "$1" "$2" "$3"
