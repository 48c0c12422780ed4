#!/usr/bin/env bash
# Starts a Jenkins with the plugin on http://localhost:8080/jenkins/. casc/jenkins.yaml configures it; its job `sample` runs
# the Jenkinsfile of this folder on the sample image. Its home is plugin/target/jenkins. Needs Maven 3.9.6 and access to
# Jenkins' repository. MVN names another Maven than `mvn`; Maven receives the arguments of this script (-o, -Dport=8081).
# After the other modules are installed, as below, `mvn -Pplugin hpi:run -pl plugin` is enough.
set -euo pipefail
cd "$(dirname "$0")/../.."
mvn=${MVN:-mvn}

"$mvn" -B -ntp -q "$@" install -DskipTests -Dspotless.check.skip -pl capture,evidence,kernel,query-lang -am
exec "$mvn" -B -ntp "$@" -Pplugin -pl plugin hpi:run
