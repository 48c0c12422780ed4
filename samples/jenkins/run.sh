#!/usr/bin/env bash
# Opens a Jenkins with the plugin on http://localhost:8080/jenkins/: configured by casc/jenkins.yaml, with a job `sample` that runs
# the Jenkinsfile beside this on the sample image. Its home is plugin/work. Wants Maven 3.9.6 and access to Jenkins' repository;
# MVN names another Maven than `mvn`, what is given to this script is given to it (-o).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
mvn=${MVN:-mvn}

job=$root/plugin/work/jobs/sample
mkdir -p "$job"
{
    echo "<?xml version='1.1' encoding='UTF-8'?>"
    echo "<flow-definition plugin='workflow-job'>"
    echo "  <definition class='org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition' plugin='workflow-cps'>"
    # The job has no checkout: the sample is taken from where it is.
    echo "    <script>$(sed "s|'samples/|'$root/samples/|g; s/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g" "$here/Jenkinsfile")</script>"
    echo "    <sandbox>true</sandbox>"
    echo "  </definition>"
    echo "</flow-definition>"
} >"$job/config.xml"

cd "$root"
"$mvn" -B -ntp -q "$@" install -DskipTests -Dspotless.check.skip -pl capture,evidence,kernel,query-lang -am
CASC_JENKINS_CONFIG=$here/casc exec "$mvn" -B -ntp "$@" -Pplugin -pl plugin hpi:run
