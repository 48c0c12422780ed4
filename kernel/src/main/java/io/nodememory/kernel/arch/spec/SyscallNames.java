package io.nodememory.kernel.arch.spec;

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

    private SyscallNames(Class<?> owner, String resource) {
        try (InputStream in = owner.getResourceAsStream(resource);
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

    /**
     * Reads a list of calls.
     *
     * @param owner a class in the package of the resource
     */
    public static SyscallNames read(Class<?> owner, String resource) {
        return new SyscallNames(owner, resource);
    }

    /** Returns the call with this number; null if this program does not know the number. */
    public Call get(int number) {
        return calls.get(number);
    }
}
