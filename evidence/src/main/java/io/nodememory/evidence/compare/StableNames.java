package io.nodememory.evidence.compare;

import java.util.regex.Pattern;

/**
 * Removes from a text the parts that change at every start, so that the same object has the same name in two captures: ids
 * of containers and pods, the suffixes of pod names, the numbers of kernel workers.
 */
public final class StableNames {
    /** The length of the shortest id. */
    private static final int SHORTEST_ID = 36;

    private static final String WORKER = "kworker/";

    /** Ids of containers, images and pods; systemd writes pod ids with underscores in the names of slices. */
    private static final Pattern ID =
            Pattern.compile("[0-9a-f]{64}|[0-9a-f]{8}([-_])[0-9a-f]{4}\\1[0-9a-f]{4}\\1[0-9a-f]{4}\\1[0-9a-f]{12}");

    /** The suffix of the pod name of a ReplicaSet, DaemonSet or Job (Kubernetes apimachinery, util/rand). */
    private static final Pattern POD_SUFFIX =
            Pattern.compile("(-[0-9]{8}|-[bcdfghjklmnpqrstvwxz2456789]{8,10})?-[bcdfghjklmnpqrstvwxz2456789]{5}$");

    private StableNames() {}

    /**
     * The stable form of a text.
     *
     * @param column the name of its column; only the part after the last dot counts
     */
    public static String of(String column, String text) {
        String name = column.substring(column.lastIndexOf('.') + 1);
        if (text.startsWith(WORKER)) {
            // Workers start and end, and their names contain their last task.
            return WORKER;
        }
        String stable = text.length() < SHORTEST_ID ? text : ID.matcher(text).replaceAll("<id>");
        return name.equals("pod_name") || name.equals("pod_names") ? workload(stable) : stable;
    }

    /** A pod name without the suffix that a restart changes. */
    public static String workload(String pod) {
        return POD_SUFFIX.matcher(pod).replaceFirst("");
    }
}
