package io.nodememory.shell.inspect;

import com.dylibso.chicory.wasm.ChicoryException;
import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.address.AddressSpace;
import io.nodememory.kernel.inspect.AddressNames;
import io.nodememory.query.Cancellation;
import io.nodememory.shell.inspect.InstructionDecoder.Instruction;
import java.io.IOException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** x86-64 instructions in Intel's notation, with the symbols of the addresses they call and access. */
final class Disassembly {
    /** The largest number of instructions in one listing. */
    static final int MOST = 10_000;

    /** The size of the longest x86 instruction, in bytes. */
    private static final int LONGEST = 15;

    private static final Pattern ADDRESS = Pattern.compile("0x([0-9a-f]{16})");

    private final AddressSpace memory;
    private final AddressNames names;

    Disassembly(AddressSpace memory, AddressNames names) {
        this.memory = memory;
        this.names = names;
    }

    /** Reads up to the end of readable memory. */
    void write(long address, int most, Appendable out, Cancellation cancellation) throws IOException {
        byte[] code = new byte[most * LONGEST];
        int got = memory.readUpTo(address, code, 0, code.length);
        if (got == 0) {
            throw new UnreadableMemoryException(
                    address, "0x%016x is not mapped, or not in the image".formatted(address));
        }
        long at = address;
        try {
            InstructionDecoder decoder = new InstructionDecoder(Arrays.copyOf(code, got), address);
            for (int i = 0; i < most && decoder.hasNext() && !cancellation.isCancelled(); i++) {
                Instruction instruction = decoder.next();
                at = instruction.address();
                line(instruction, out);
            }
        } catch (ChicoryException e) {
            throw new BadInputException(
                    "the instruction decoder failed at 0x%016x (%s): show the bytes with read(0x%016x, 64)"
                            .formatted(at, e.getMessage(), at),
                    e);
        }
    }

    private void line(Instruction instruction, Appendable out) throws IOException {
        long at = instruction.address();
        String label = names.of(at).map(name -> "<" + name + ">").orElse("");
        out.append("%016x %-24s %-30s %s%s%n"
                .formatted(at, label, instruction.bytes(), instruction.text(), mentioned(instruction.text())));
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
