package io.nodememory.kernel.linux.module;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.find.fromimage.ImageSymbols;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.object.Types;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.open.KernelOpener;
import io.nodememory.kernel.symbols.StructType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Reads the types of modules from the image, based on the kernel's own types, with and without a symbol file. */
class ModuleTypesTest {
    @TestFactory
    Stream<DynamicTest> modulesBringTheirTypes() {
        return Corpus.samplesWithSymbolsInside()
                .map(sample -> DynamicTest.dynamicTest(sample.toString(), () -> modulesBringTheirTypes(sample)));
    }

    private static void modulesBringTheirTypes(Corpus.Sample sample) {
        MemoryImage image = MemoryImages.open(sample.image());
        try (Kernel withFile = sample.open();
                Kernel without = KernelOpener.open(image, ImageSymbols.find(image))) {
            List<String> modules = Modules.of(withFile).all().keySet().stream()
                    .map(module -> module.text("name"))
                    .toList();
            List<String> known = modules.stream()
                    .filter(name -> ModuleTypes.of(withFile).types(name).isPresent())
                    .toList();
            boolean kept = withFile.types().has("btf", "base_btf");
            if (image.partial()) {
                assertThat(known.isEmpty()).isNotEqualTo(kept);
            } else {
                assertThat(known).isEqualTo(kept ? modules : List.of());
            }
            for (String module : known) {
                StructType own = firstOwn(without, module);
                StructType same =
                        ModuleTypes.of(withFile).types(module).orElseThrow().require(own.name());
                assertThat(same.members()).as(own.name()).isEqualTo(own.members());
                assertThat(ModuleTypes.of(without).types(module).orElseThrow().offsetOf("task_struct", "comm"))
                        .as("what the kernel itself has, in the types of " + module)
                        .isEqualTo(withFile.types().offsetOf("task_struct", "comm"));
            }
            if (known.contains("overlay")) {
                Types overlay = ModuleTypes.of(without).types("overlay").orElseThrow();
                assertThat(withFile.types().find("ovl_fs")).isEmpty();
                assertThat(overlay.offsetOf("ovl_fs", "config.upperdir")).isPositive();
            }
        }
    }

    private static StructType firstOwn(Kernel kernel, String module) {
        Types types = ModuleTypes.of(kernel).types(module).orElseThrow();
        return types.symbols()
                .structNames()
                .filter(name -> kernel.symbols().struct(name).isEmpty() && !name.startsWith("unnamed_"))
                .sorted()
                .findFirst()
                .flatMap(types::find)
                .orElseGet(() -> types.require("task_struct"));
    }
}
