// Creates the job `sample` in a Jenkins to try the plugin in, and runs it once. The job runs the Jenkinsfile above this
// folder. It has no checkout, so it reads the image from its place in the source tree.
import hudson.model.Cause
import jenkins.model.Jenkins
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition
import org.jenkinsci.plugins.workflow.job.WorkflowJob

def samples = new File(System.getProperty('nodemem.samples')).canonicalFile
def script = new File(samples, 'jenkins/Jenkinsfile').text.replace("'samples/", "'${samples}/")
def job = Jenkins.get().getItem('sample') ?: Jenkins.get().createProject(WorkflowJob, 'sample')
job.definition = new CpsFlowDefinition(script, true)
job.description = 'Reads a memory image and checks it. The build must fail: an intruder runs on the node of the sample.'
job.save()
if (job.lastBuild == null) {
    job.scheduleBuild2(0)
}
