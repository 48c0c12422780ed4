package io.nodememory.shell.inspect;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.inspect.AddressNames;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * x86-64 instructions in Intel's notation, with the names of what they call and touch. The decoding is that of GNU binutils'
 * {@code objdump}, a program of its own that is given the bytes alone: no decoder of x86-64 in Java was found that is kept and
 * complete and can be had from Maven Central.
 */
final class Disassembly {
    /** Instructions that are shown at most. */
    static final int MOST = 10_000;

    /** Bytes of the longest instruction of x86. */
    private static final int LONGEST = 15;

    private static final int PATIENCE_SECONDS = 20;
    private static final Pattern LINE = Pattern.compile("\\s*([0-9a-f]+):\t([0-9a-f ]+?)\\s*(?:\t(.*))?");
    private static final Pattern ADDRESS = Pattern.compile("0x([0-9a-f]{16})");

    private final AddressSpace memory;
    private final AddressNames names;

    Disassembly(AddressSpace memory, AddressNames names) {
        this.memory = memory;
        this.names = names;
    }

    void write(long address, int most, Appendable out) throws IOException {
        byte[] code = new byte[most * LONGEST];
        int got = memory.readUpTo(address, code, 0, code.length);
        if (got == 0) {
            throw new UnreadableMemoryException(
                    address, "0x%016x is not mapped, or not in the image".formatted(address));
        }
        Path file = Files.createTempFile("nodemem", ".code");
        try {
            Files.write(file, Arrays.copyOf(code, got));
            decode(file, address, most, out);
        } finally {
            Files.delete(file);
        }
    }

    private void decode(Path file, long address, int most, Appendable out) throws IOException {
        Process objdump;
        try {
            objdump = new ProcessBuilder(List.of(
                            "objdump",
                            "--disassemble-all",
                            "--target=binary",
                            "--architecture=i386:x86-64",
                            "--disassembler-options=intel",
                            "--wide",
                            "--adjust-vma=0x" + Long.toHexString(address),
                            file.toString()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new BadInputException(
                    "instructions are decoded by objdump, which is not on this machine: install GNU binutils, or look at the bytes"
                            + " by read(0x%016x, 64)".formatted(address),
                    e);
        }
        try {
            objdump.getOutputStream().close();
            try (BufferedReader lines = objdump.inputReader(StandardCharsets.US_ASCII)) {
                copy(lines, most, out);
            }
            // Its output has ended, or enough of it was read.
            if (!objdump.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new BadInputException("objdump did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            objdump.destroyForcibly();
        }
    }

    private void copy(BufferedReader lines, int most, Appendable out) throws IOException {
        int count = 0;
        for (String line = lines.readLine(); line != null && count < most; line = lines.readLine()) {
            Matcher parts = LINE.matcher(line);
            if (parts.matches()) {
                count++;
                long at = Long.parseUnsignedLong(parts.group(1), 16);
                String text = parts.group(3) == null ? "" : parts.group(3).strip();
                // objdump names an operand's address in a comment of its own.
                String instruction = text.replaceFirst("\\s*# 0x[0-9a-f]+$", "").replaceAll("\\s+", " ");
                out.append("%016x %-24s %-30s %s%s%n"
                        .formatted(at, label(at), parts.group(2), instruction, mentioned(text)));
            }
        }
        if (count == 0) {
            throw new BadInputException("objdump could not decode these bytes: look at them by 'read'");
        }
    }

    private String label(long address) {
        return names.of(address).map(name -> "<" + name + ">").orElse("");
    }

    private String mentioned(String text) {
        Matcher address = ADDRESS.matcher(text);
        return address.find()
                ? names.of(Long.parseUnsignedLong(address.group(1), 16))
                        .map(name -> "    ; " + name)
                        .orElse("")
                : "";
    }
}
