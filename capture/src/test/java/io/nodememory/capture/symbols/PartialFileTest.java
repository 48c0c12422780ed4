package io.nodememory.capture.symbols;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartialFileTest {
    @TempDir
    Path folder;

    @Test
    void keepsContentAndVersionBetweenRuns() throws IOException, DownloadException {
        try (PartialFile file = PartialFile.open(folder, "key")) {
            file.restart("v1");
            file.append(ByteBuffer.wrap("12345".getBytes(StandardCharsets.US_ASCII)));
        }
        try (PartialFile file = PartialFile.open(folder, "key")) {
            assertThat(file.version()).isEqualTo("v1");
            file.append(ByteBuffer.wrap("6789".getBytes(StandardCharsets.US_ASCII)));
            assertThat(file.size()).isEqualTo(9);
            // The check value of CRC-32C (RFC 3720 calls it Castagnoli).
            assertThat(file.checksum()).isEqualTo(0xe3069283);
        }
    }

    @Test
    void isWrittenByOneAtATime() throws IOException, DownloadException {
        try (PartialFile file = PartialFile.open(folder, "key")) {
            assertThat(file.size()).isZero();
            assertThatThrownBy(() -> PartialFile.open(folder, "key")).hasMessageContaining("is downloading key");
        }
    }
}
