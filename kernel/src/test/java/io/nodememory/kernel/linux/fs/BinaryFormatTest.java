package io.nodememory.kernel.linux.fs;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.address.FlatMemory;
import io.nodememory.kernel.arch.x86.X86;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Decodes entries of binfmt_misc in the kernel's layout and recognises those that match native programs. */
class BinaryFormatTest {
    private static final long BASE = 0xffff_8880_0000_0000L;
    private static final long ENABLED_BY_CONTENT = 3;

    private static final String AARCH64 = "7f454c460201010000000000000000000200b700";
    private static final String NOT_VERSION = "ffffffffffffff00fffffffffffffffffeffffff";

    private final FlatMemory memory = new FlatMemory(BASE, 4096);

    private BinaryFormat entry(long flags, int offset, String magic, String mask) {
        memory.putLong(BASE + 16, flags);
        memory.putLong(BASE + 24, (long) (magic.length() / 2) << 32 | offset);
        put(BASE + 32, 1024, HexFormat.of().parseHex(magic));
        if (mask == null) {
            memory.putLong(BASE + 40, 0);
        } else {
            put(BASE + 40, 1280, HexFormat.of().parseHex(mask));
        }
        put(BASE + 48, 1536, "/usr/bin/qemu\0".getBytes(StandardCharsets.UTF_8));
        put(BASE + 56, 1792, "name\0".getBytes(StandardCharsets.UTF_8));
        return BinaryFormat.read(memory, BASE);
    }

    private void put(long pointer, int at, byte[] content) {
        memory.putLong(pointer, BASE + at);
        memory.put(BASE + at, content);
    }

    @Test
    void emulatorsOfOtherMachinesAreTold() {
        BinaryFormat emulator = entry(0xf000_0000L | ENABLED_BY_CONTENT, 0, AARCH64, NOT_VERSION);
        assertThat(emulator.name()).isEqualTo("name");
        assertThat(emulator.interpreter()).isEqualTo("/usr/bin/qemu");
        assertThat(emulator.enabled()).isTrue();
        assertThat(emulator.flags()).isEqualTo("POCF");
        assertThat(emulator.keepsRights()).isTrue();
        assertThat(emulator.magic()).isEqualTo(AARCH64);
        assertThat(emulator.catchesNative(new X86().nativeFiles())).isFalse();
    }

    @Test
    void whatThisMachineRunsItselfIsCaught() {
        assertThat(entry(ENABLED_BY_CONTENT, 0, AARCH64.replace("b700", "3e00"), NOT_VERSION)
                        .catchesNative(new X86().nativeFiles()))
                .isTrue();
        assertThat(entry(ENABLED_BY_CONTENT, 0, "7f454c46", null).catchesNative(new X86().nativeFiles()))
                .isTrue();
        assertThat(entry(ENABLED_BY_CONTENT, 0, "2321", null).catchesNative(new X86().nativeFiles()))
                .isTrue();
        assertThat(entry(ENABLED_BY_CONTENT, 1, "454c46", null).catchesNative(new X86().nativeFiles()))
                .isTrue();
        // The mask excludes the machine number from the comparison
        assertThat(entry(ENABLED_BY_CONTENT, 0, AARCH64, NOT_VERSION.replaceFirst("ffffff$", "ff0000"))
                        .catchesNative(new X86().nativeFiles()))
                .isTrue();
        assertThat(entry(ENABLED_BY_CONTENT, 0, "cafebabe", null).catchesNative(new X86().nativeFiles()))
                .isFalse();
    }

    @Test
    void namesEndInWhatIsAskedFor() {
        memory.put(BASE + 2048, "jar\0".getBytes(StandardCharsets.UTF_8));
        entry(0x2000_0001L, 0, "00", null);
        memory.putLong(BASE + 32, BASE + 2048);
        BinaryFormat entry = BinaryFormat.read(memory, BASE);
        assertThat(entry.extension()).isEqualTo("jar");
        assertThat(entry.magic()).isNull();
        assertThat(entry.flags()).isEqualTo("C");
        assertThat(entry.catchesNative(new X86().nativeFiles())).isFalse();
    }
}
