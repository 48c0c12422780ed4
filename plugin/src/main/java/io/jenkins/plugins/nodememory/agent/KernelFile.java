package io.jenkins.plugins.nodememory.agent;

import hudson.model.TaskListener;
import io.jenkins.plugins.nodememory.common.LogText;
import io.nodememory.capture.ImageFile;
import io.nodememory.capture.symbols.DownloadProgress;
import io.nodememory.capture.symbols.SymbolChoice;
import io.nodememory.capture.symbols.SymbolSearch;
import io.nodememory.kernel.find.CosImage;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.open.Kernel;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Opens kernels in images of an agent.
 *
 * @param symbols file or folder; null for the agent's cache, the downloads that its environment allows, and then the image itself
 * @param listener receives the sources without matching symbols
 */
record KernelFile(Path symbols, TaskListener listener) {
    /** @throws io.nodememory.kernel.BadInputException if the image or its symbols cannot be used, or do not fit */
    Kernel open(Path file) {
        return ImageFile.open(file, choice(Optional.empty()), this::say, progress());
    }

    /**
     * Like {@link #open} for an open image.
     *
     * @param cos the build of Container-Optimized OS; empty to read it out of the image
     */
    Kernel of(MemoryImage image, Optional<CosImage> cos) {
        return SymbolSearch.open(image, choice(cos), this::say, progress());
    }

    private SymbolChoice choice(Optional<CosImage> cos) {
        return new SymbolChoice(Optional.ofNullable(symbols), false, cos);
    }

    private void say(String sentence) {
        LogText.println(listener, sentence);
    }

    private DownloadProgress progress() {
        LogProgress progress = new LogProgress(listener);
        return (what, received, total) -> progress.at("downloading " + what, received, total);
    }
}
