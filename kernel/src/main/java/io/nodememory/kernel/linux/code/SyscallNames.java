package io.nodememory.kernel.linux.code;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names and functions of system calls by number. Assigned numbers never change (arch/x86/entry/syscalls/*.tbl). */
public final class SyscallNames {
    /**
     * A system call.
     *
     * @param functions the functions that may serve it, depending on the kernel; empty if unknown
     */
    public record Call(String name, List<String> functions) {}

    private final Map<Integer, Call> calls = new HashMap<>();

    private SyscallNames(String resource) {
        try (InputStream in = SyscallNames.class.getResourceAsStream(resource);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                List<String> functions = List.of(Arrays.copyOfRange(words, 2, words.length));
                calls.put(Integer.valueOf(words[0]), new Call(words[1], functions));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The system calls of 64-bit programs. */
    public static SyscallNames x64() {
        return new SyscallNames("syscalls-64.txt");
    }

    /** The system calls of 32-bit programs. */
    public static SyscallNames ia32() {
        return new SyscallNames("syscalls-32.txt");
    }

    /** Returns the call with this number; null if this program does not know the number. */
    public Call get(int number) {
        return calls.get(number);
    }
}
