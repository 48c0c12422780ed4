// Makes the job `sample` of a Jenkins to try the plugin in, and runs it once: the Jenkinsfile above this folder. It has no checkout,
// so the image is taken from where it lies.
import hudson.model.Cause
import jenkins.model.Jenkins
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition
import org.jenkinsci.plugins.workflow.job.WorkflowJob

def samples = new File(System.getProperty('nodemem.samples')).canonicalFile
def script = new File(samples, 'jenkins/Jenkinsfile').text.replace("'samples/", "'${samples}/")
def job = Jenkins.get().getItem('sample') ?: Jenkins.get().createProject(WorkflowJob, 'sample')
job.definition = new CpsFlowDefinition(script, true)
job.description = 'Reads a memory image and checks it. It ends red, as it should: an intruder runs on the node of the sample.'
job.save()
if (job.lastBuild == null) {
    job.scheduleBuild2(0)
}
