package io.nodememory.capture.symbols;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.contrib.nio.testing.LocalStorageHelper;
import io.nodememory.kernel.find.CosImage;
import io.nodememory.kernel.find.SymbolRequest;
import io.nodememory.kernel.symbols.Symbols;
import io.nodememory.kernel.symbols.file.SymbolCache;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CosBucketSymbolsTest {
    private static final CosImage IMAGE = CosImage.of("17800.147.54");
    private static final byte[] FILE = SymbolFileBytes.of(SymbolFileBytes.BUILD_ID);

    @TempDir
    Path folder;

    private final Storage storage = LocalStorageHelper.customOptions(false).getService();
    private final List<String> reports = new ArrayList<>();
    private SymbolCache cache;

    @BeforeEach
    void makeCache() {
        cache = new SymbolCache(folder, 1L << 30);
    }

    private void put(String bucket, String object, byte[] content) {
        storage.create(BlobInfo.newBuilder(BlobId.of(bucket, object)).build(), content);
    }

    private Optional<Symbols> find(CosImage image) {
        SymbolRequest request = new SymbolRequest(
                Optional.empty(),
                Optional.of(SymbolFileBytes.BUILD_ID),
                Optional.empty(),
                Optional.of(image),
                reports::add);
        return new CosBucketSymbols(() -> storage, cache, DownloadProgress.NONE).find(request);
    }

    @Test
    void findsTheKernelUnderItsBoard() {
        put("cos-tools", "17800.147.54/lakitu/vmlinux", FILE);
        assertThat(find(IMAGE)).isPresent();
        assertThat(reports).containsExactly("symbols were downloaded from gs://cos-tools/17800.147.54/lakitu/vmlinux");
        assertThat(cache.findByBuildId(SymbolFileBytes.BUILD_ID)).isPresent();
    }

    @Test
    void triesTheOlderNameAndSaysWhatWasTried() {
        put("cos-tools", "17800.147.54/vmlinux", FILE);
        assertThat(find(IMAGE)).isPresent();
        assertThat(reports)
                .containsExactly(
                        "gs://cos-tools/17800.147.54/lakitu/vmlinux does not exist",
                        "symbols were downloaded from gs://cos-tools/17800.147.54/vmlinux");
    }

    @Test
    void triesTheMirrorOfTheRegionFirst() {
        put("cos-tools-eu", "17800.147.54/lakitu/vmlinux", FILE);
        assertThat(find(new CosImage("17800.147.54", "lakitu", "europe-west4"))).isPresent();
        assertThat(reports).singleElement().asString().contains("gs://cos-tools-eu/");
        assertThat(find(new CosImage("17800.147.54", "lakitu", "asia-east1"))).isEmpty();
        assertThat(reports).contains("gs://cos-tools-asia/17800.147.54/vmlinux does not exist");
    }

    @Test
    void takesNoKernelOfAnotherBuild() {
        put("cos-tools", "17800.147.54/lakitu/vmlinux", SymbolFileBytes.of("11".repeat(20)));
        assertThat(find(IMAGE)).isEmpty();
        assertThat(reports).anyMatch(report -> report.contains("belongs to another kernel: its build id is 1111"));
        assertThat(cache.list()).isEmpty();
    }

    @Test
    void takesNoDamagedKernel() {
        put("cos-tools", "17800.147.54/lakitu/vmlinux", "half a file".getBytes(StandardCharsets.US_ASCII));
        assertThat(find(IMAGE)).isEmpty();
        assertThat(reports).anyMatch(report -> report.contains("no symbol file"));
    }

    @Test
    void knowsTheSystemByItsOsRelease() {
        assertThat(CosImage.parse("NAME=\"Container-Optimized OS\"\nID=cos\nVERSION_ID=109\nBUILD_ID=17800.147.54\n"))
                .contains(IMAGE);
        assertThat(CosImage.parse("ID=debian\nBUILD_ID=1.2.3\n")).isEmpty();
        assertThatThrownBy(() -> CosImage.of("../../etc")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void staysOffTheNetworkWhenTold() {
        assertThat(SymbolDownloads.of(Map.of("NODEMEM_OFFLINE", "1"), cache, DownloadProgress.NONE))
                .isEmpty();
        assertThat(SymbolDownloads.of(Map.of("NODEMEM_OFFLINE", "0"), cache, DownloadProgress.NONE))
                .hasSize(2);
    }
}
