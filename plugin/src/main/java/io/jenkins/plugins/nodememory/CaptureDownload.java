package io.jenkins.plugins.nodememory;

import io.jenkins.plugins.nodememory.store.ControllerStore;
import io.jenkins.plugins.nodememory.store.DownloadResponse;
import io.jenkins.plugins.nodememory.store.StoreThread;
import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.database.Access;
import io.nodememory.kernel.BadInputException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One capture as a store of its own, without rows of other builds. */
final class CaptureDownload {
    private static final String SUFFIX = ".mv.db";

    private CaptureDownload() {}

    static DownloadResponse of(CaptureSummary capture) throws Exception {
        Path file = StoreThread.call(() -> copy(capture), () -> {});
        return new DownloadResponse(file, "capture-%d%s".formatted(capture.getId(), SUFFIX), true);
    }

    /** A file in the folder of the stores, which only the user that runs Jenkins can read. */
    private static Path copy(CaptureSummary capture) throws Exception {
        try (ControllerStore store = ControllerStore.use(capture.getStore())) {
            Capture stored = store.evidence().capture(capture.getId());
            if (stored.isDeleted() || !stored.uuid().equals(capture.getUuid())) {
                throw new BadInputException("the rows of " + capture + " are no longer there");
            }
            Path file = Files.createTempFile(ControllerStore.folder(), "download", SUFFIX);
            Files.delete(file);
            try (EvidenceStore copy = EvidenceStore.open(file.toString(), Access.WRITE)) {
                store.evidence().copy(stored.id(), copy);
            } catch (RuntimeException e) {
                Files.deleteIfExists(file);
                throw e;
            }
            return file;
        }
    }
}
