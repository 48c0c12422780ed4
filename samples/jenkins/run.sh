#!/usr/bin/env bash
# Opens a Jenkins with the plugin on http://localhost:8080/jenkins/: configured by casc/jenkins.yaml, with a job `sample` that runs
# the Jenkinsfile beside this on the sample image. Its home is plugin/target/jenkins. Wants Maven 3.9.6 and access to Jenkins'
# repository; MVN names another Maven than `mvn`, what is given to this script is given to it (-o, -Dport=8081).
# Once the other modules are installed, as below, `mvn -Pplugin hpi:run -pl plugin` is enough.
set -euo pipefail
cd "$(dirname "$0")/../.."
mvn=${MVN:-mvn}

"$mvn" -B -ntp -q "$@" install -DskipTests -Dspotless.check.skip -pl capture,evidence,kernel,query-lang -am
exec "$mvn" -B -ntp "$@" -Pplugin -pl plugin hpi:run
