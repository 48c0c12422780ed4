package io.jenkins.plugins.nodememory.cluster;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.XmlFile;
import hudson.model.Job;
import hudson.model.Run;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/** The pods of captures. Each is recorded on disk before it is created, so that the controller finds it after a crash. */
@Extension
public final class PodLedger {
    private static final Logger LOGGER = Logger.getLogger(PodLedger.class.getName());

    /** The age at which every pod has ended by its own deadline. */
    private static final long LONGEST_MILLIS = Duration.ofDays(7).toMillis();

    private Map<String, Entry> entries;

    /**
     * A pod.
     *
     * @param job full name of the job whose credentials are used
     * @param run external id of the build that requested the pod
     */
    private static final class Entry {
        private final ClusterReference reference;
        private final String job;
        private final String run;
        private final long since = System.currentTimeMillis();

        Entry(ClusterReference reference, String job, String run) {
            this.reference = reference;
            this.job = job;
            this.run = run;
        }
    }

    public static PodLedger get() {
        return ExtensionList.lookupSingleton(PodLedger.class);
    }

    /** Records a pod; call this before the pod is created. */
    public synchronized void add(String pod, ClusterReference reference, Run<?, ?> run) throws IOException {
        read().put(pod, new Entry(reference, run.getParent().getFullName(), run.getExternalizableId()));
        write();
    }

    /** Forgets a deleted pod. */
    public synchronized void remove(String pod) throws IOException {
        if (read().remove(pod) != null) {
            write();
        }
    }

    public synchronized List<String> pods() {
        return List.copyOf(read().keySet());
    }

    /** Deletes the pods of ended builds from their clusters. */
    public void reap() throws IOException {
        for (String pod : pods()) {
            Entry entry;
            synchronized (this) {
                entry = read().get(pod);
            }
            if (entry == null || isBuilding(entry.run)) {
                continue;
            }
            Job<?, ?> job = Jenkins.get().getItemByFullName(entry.job, Job.class);
            try {
                // The credentials of a deleted job are gone: the pod ends by its deadline
                if (job != null) {
                    Clusters.ofItem(entry.reference, job).remove(pod);
                }
                remove(pod);
            } catch (IOException | RuntimeException e) {
                if (System.currentTimeMillis() - entry.since > LONGEST_MILLIS) {
                    remove(pod);
                }
                LOGGER.log(Level.WARNING, "cannot remove the pod {0} of {1} yet: {2}", new Object[] {
                    pod, entry.run, e.getMessage()
                });
            }
        }
    }

    private static boolean isBuilding(String id) {
        Run<?, ?> run = Run.fromExternalizableId(id);
        return run != null && run.isBuilding();
    }

    private Map<String, Entry> read() {
        if (entries == null) {
            entries = new LinkedHashMap<>();
            XmlFile file = file();
            if (file.exists()) {
                try {
                    Map<?, ?> kept = (Map<?, ?>) file.read();
                    kept.forEach((pod, entry) -> entries.put((String) pod, (Entry) entry));
                } catch (IOException | ClassCastException e) {
                    LOGGER.log(Level.WARNING, e, () -> "cannot read which pods captures have: " + file);
                }
            }
        }
        return entries;
    }

    private void write() throws IOException {
        file().write(entries);
    }

    private static XmlFile file() {
        return new XmlFile(Jenkins.XSTREAM2, new File(Jenkins.get().getRootDir(), PodLedger.class.getName() + ".xml"));
    }
}
