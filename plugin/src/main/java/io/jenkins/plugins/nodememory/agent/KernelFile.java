package io.jenkins.plugins.nodememory.agent;

import hudson.model.TaskListener;
import io.jenkins.plugins.nodememory.common.LogText;
import io.nodememory.capture.NodeContext;
import io.nodememory.capture.symbols.SymbolChoice;
import io.nodememory.capture.symbols.SymbolSearch;
import io.nodememory.kernel.find.CosImage;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
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
        MemoryImage image = MemoryImages.open(file);
        try {
            Kernel kernel = of(image, Optional.empty());
            NodeContext.beside(file).ifPresent(context -> context.applyTo(kernel));
            return kernel;
        } catch (RuntimeException e) {
            image.close();
            throw e;
        }
    }

    /**
     * Like {@link #open} for an open image.
     *
     * @param cos the build of Container-Optimized OS; empty to read it out of the image
     */
    Kernel of(MemoryImage image, Optional<CosImage> cos) {
        SymbolChoice choice = new SymbolChoice(Optional.ofNullable(symbols), false, cos);
        LogProgress progress = new LogProgress(listener);
        return SymbolSearch.open(
                image,
                choice,
                sentence -> LogText.println(listener, sentence),
                (what, received, total) -> progress.at("downloading " + what, received, total));
    }
}
