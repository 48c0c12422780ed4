/**
 * Captures and checks nodes, a few at a time, and compares each node with its own last good capture. For a shared library.
 *
 * nodes: names of the nodes; cluster: its name in Jenkins' configuration; policy: as in checkNodeMemory; reason: for the
 * record of custody; symbols: file or folder in the workspace, not needed if the agent finds symbols itself; atOnce:
 * captures at once (2); gates: quality gates (any new finding fails the build).
 *
 * Returns the checks by node. If a node could not be captured, the build fails after all other nodes are done: a node that
 * could not be looked at is not clean.
 */
Map call(Map given) {
    def gates = given.gates ?: [[threshold: 1, type: 'NEW', criticality: 'FAILURE']]
    int atOnce = given.atOnce ?: 2
    def waiting = new ArrayList(given.nodes)
    def checks = [:]
    def failed = [:]
    def lanes = [:]
    for (int lane = 1; lane <= Math.min(atOnce, waiting.size()); lane++) {
        lanes["lane ${lane}"] = {
            // A pipeline runs its branches on one thread, so no other branch takes a node between these two lines.
            while (waiting) {
                String node = waiting.remove(0)
                stage(node) {
                    try {
                        def capture = captureNodeMemory(
                            node: node, cluster: given.cluster, symbols: given.symbols, name: node, reason: given.reason)
                        checks[node] = checkNodeMemory(
                            capture: capture, policy: given.policy, baseline: 'last-good', qualityGates: gates)
                    } catch (hudson.AbortException e) {
                        echo "${node}: ${e.message}"
                        failed[node] = e.message
                    }
                }
            }
        }
    }
    parallel lanes
    checks.each { node, check -> echo "${node}: ${check.verdict}, ${check.newFindings} new of ${check.findings} findings" }
    if (failed) {
        error "these nodes could not be checked: ${failed.keySet().join(', ')}"
    }
    return checks
}
