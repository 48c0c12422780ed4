package io.nodememory.capture.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.nodememory.kernel.BadInputException;
import java.util.Optional;
import java.util.Set;

/** Decides from a pod's status whether it runs, may still start, or never will. */
final class PodState {
    private static final Set<String> NO_IMAGE =
            Set.of("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError");
    private static final Set<String> NO_CONTAINER =
            Set.of("CreateContainerError", "CreateContainerConfigError", "RunContainerError", "CrashLoopBackOff");

    private PodState() {}

    /**
     * Whether the pod runs; false while it may still start.
     *
     * @param pod null if the cluster has no such pod
     * @throws BadInputException if the pod never starts or has ended, with the reason
     */
    static boolean isRunning(Pod pod, PodRequest request) {
        if (pod == null) {
            throw new BadInputException("the capture's pod was deleted by another user; start the capture again");
        }
        PodStatus status = pod.getStatus();
        if (status == null) {
            return false;
        }
        waiting(status).ifPresent(state -> refuse(state, request));
        String phase = String.valueOf(status.getPhase());
        if (phase.equals("Failed") || phase.equals("Succeeded")) {
            String reason = status.getReason() == null ? "" : status.getReason();
            String message = status.getMessage() == null ? "" : ": " + status.getMessage();
            throw new BadInputException(
                    reason.equals("Evicted")
                            ? "the node %s evicted the capture's pod%s".formatted(request.node(), message)
                            : "the capture's pod ended on the node %s (%s)%s"
                                    .formatted(request.node(), reason.isEmpty() ? phase : reason, message));
        }
        return phase.equals("Running");
    }

    /** Whether the pod has ended or is being removed. */
    static boolean isEnding(Pod pod) {
        String phase =
                pod.getStatus() == null ? "" : String.valueOf(pod.getStatus().getPhase());
        return pod.getMetadata().getDeletionTimestamp() != null || phase.equals("Failed") || phase.equals("Succeeded");
    }

    private static Optional<ContainerStateWaiting> waiting(PodStatus status) {
        return status.getContainerStatuses().stream()
                .map(ContainerStatus::getState)
                .filter(state -> state != null
                        && state.getWaiting() != null
                        && state.getWaiting().getReason() != null)
                .map(state -> state.getWaiting())
                .findFirst();
    }

    private static void refuse(ContainerStateWaiting state, PodRequest request) {
        String message = state.getMessage() == null ? state.getReason() : state.getMessage();
        if (NO_IMAGE.contains(state.getReason())) {
            throw new BadInputException(
                    "the node %s cannot pull the image %s; name an image that it can pull with --image: %s"
                            .formatted(request.node(), request.image(), message));
        } else if (NO_CONTAINER.contains(state.getReason())) {
            throw new BadInputException("the node %s cannot start the image %s, which needs sh, dd and cat: %s"
                    .formatted(request.node(), request.image(), message));
        }
    }
}
