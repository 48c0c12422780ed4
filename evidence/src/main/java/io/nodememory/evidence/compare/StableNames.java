package io.nodememory.evidence.compare;

import java.util.regex.Pattern;

/**
 * Texts without what is made up anew at every start, so that the same thing has the same name in two captures: ids of
 * containers and pods, the ends of pods' names, the numbers of the kernel's workers.
 */
public final class StableNames {
    /** Shorter texts hold no id. */
    private static final int SHORTEST_ID = 36;

    private static final String WORKER = "kworker/";

    /** Ids of containers and images, and of pods, also as systemd's slices write them. */
    private static final Pattern ID =
            Pattern.compile("[0-9a-f]{64}|[0-9a-f]{8}([-_])[0-9a-f]{4}\\1[0-9a-f]{4}\\1[0-9a-f]{4}\\1[0-9a-f]{12}");

    /** What Kubernetes appends to the name of a ReplicaSet's, DaemonSet's or Job's pod (apimachinery, util/rand). */
    private static final Pattern POD_SUFFIX =
            Pattern.compile("(-[0-9]{8}|-[bcdfghjklmnpqrstvwxz2456789]{8,10})?-[bcdfghjklmnpqrstvwxz2456789]{5}$");

    private StableNames() {}

    /**
     * The text that is compared in place of a text.
     *
     * @param column the name of its column; the last part counts
     */
    public static String of(String column, String text) {
        String name = column.substring(column.lastIndexOf('.') + 1);
        if (text.startsWith(WORKER)) {
            // Workers come and go, and are called by what they did last.
            return WORKER;
        }
        String stable = text.length() < SHORTEST_ID ? text : ID.matcher(text).replaceAll("<id>");
        return name.equals("pod_name") || name.equals("pod_names") ? workload(stable) : stable;
    }

    /** A pod's name without what a restart changes. */
    public static String workload(String pod) {
        return POD_SUFFIX.matcher(pod).replaceFirst("");
    }
}
