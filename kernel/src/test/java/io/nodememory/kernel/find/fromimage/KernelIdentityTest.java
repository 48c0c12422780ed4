package io.nodememory.kernel.find.fromimage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelIdentityTest {
    /** The weak banner of Ubuntu's 6.8 has the number of the build and lacks its time, of Debian's 6.1 it is the other way. */
    @Test
    void theWeakBannerIsNotTaken() {
        String ubuntu =
                "Linux version 6.8.0-151-generic (buildd@host) (gcc) #151-Ubuntu SMP PREEMPT_DYNAMIC%s (Ubuntu 6.8.12)";
        assertThat(banner(ubuntu.formatted(" ") + "\n\0", ubuntu.formatted(" Fri Nov  6 00:52:52 UTC 2026") + "\n\0"))
                .isEqualTo(ubuntu.formatted(" Fri Nov  6 00:52:52 UTC 2026"));
        String debian =
                "Linux version 6.1.0-54-cloud-amd64 (debian@host) (gcc) #%s SMP PREEMPT_DYNAMIC Debian 6.1.190-1";
        assertThat(banner(debian.formatted("") + "\n\0", debian.formatted("1") + "\n\0"))
                .isEqualTo(debian.formatted("1"));
        String plain = "Linux version 6.6.30+ (builder@host) (clang) #%s SMP ";
        assertThat(banner(plain.formatted("") + "\n\0", plain.formatted("1") + "Sat Nov 21 2026\n\0"))
                .isEqualTo(plain.formatted("1") + "Sat Nov 21 2026");
    }

    @Test
    void whatOnlyBeginsLikeABannerIsNone() {
        assertThat(banner("Linux version \n\0", "Linux version of somebody\n\0", "Linux version 6.8.0 in a log\n1"))
                .isNull();
    }

    private static String banner(String... texts) {
        byte[] bytes = String.join("\0\0\0", texts).getBytes(StandardCharsets.US_ASCII);
        KernelRegion region =
                new KernelRegion(0xffff_ffff_8000_0000L, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        return KernelIdentity.banner(List.of(region))
                .map(KernelIdentity.Found::text)
                .orElse(null);
    }
}
