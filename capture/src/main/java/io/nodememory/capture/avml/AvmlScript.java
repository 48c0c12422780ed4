package io.nodememory.capture.avml;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The node's side of a capture with AVML: a script for any POSIX shell. AVML writes to a named pipe, because no version of it writes
 * to an inherited pipe. The pipe and the program are in a file system in memory, and the script removes them at its end and at each
 * signal that a shell can trap. Both ends of the pipe are opened before AVML starts, so that an AVML that ends immediately ends
 * the stream and no reader waits.
 *
 * <ol>
 *   <li>If the program has to be sent, it prints {@code NODEMEM-BRING} and reads lines of base64 and a line {@code END}.
 *   <li>It prints {@code NODEMEM-AVML BOOT-ID CHECKSUM} and the output of AVML's {@code --version}, or {@code NODEMEM-NONE} and the
 *       reason.
 *   <li>It reads a line {@code go COMMAND} and runs AVML with that command.
 *   <li>It sends the output of AVML, then a newline and a line {@code NMB STATUS} with the checksum and AVML's error output.
 * </ol>
 */
final class AvmlScript {
    static final String GREETING = "NODEMEM-AVML ";
    static final String BRING = "NODEMEM-BRING";
    static final String REFUSAL = "NODEMEM-NONE ";
    static final String TRAILER = "NMB ";

    private static final String TEXT = """
            { N=NODEMEM; exec 3>&1; A='@PATH@'; D=; S=
            for s in md5sum cksum; do command -v $s >/dev/null && S=$s; done
            none() { echo "$N-NONE $*"; exit 1; }
            trap '[ -z "$D" ] || rm -rf "$D"' EXIT; trap 'exit 1' HUP INT TERM PIPE
            umask 077
            for d in /scratch /dev/shm /run /tmp /; do
            while [ -z "$D" ] && read -r s m t o r; do
            case $t in tmpfs|ramfs|rootfs) ;; *) continue;; esac
            case $m,$A,$o, in $d,,*,noexec,*) ;; $d,*) D=${d%/}/.nodemem-$$; mkdir "$D" || D=;; esac; done </proc/mounts
            done
            [ "$D" ] || none "the node has no file system in memory from which a program may run (/scratch, /dev/shm, /run, /tmp)"
            @FETCH@
            V=$("$A" --version 2>&1) || none "AVML does not run there: "$V
            echo "$N-AVML $(cat /proc/sys/kernel/random/boot_id) ${S:-none} "$V
            mkfifo "$D/pipe" || none "the node has no mkfifo"
            read -r go op
            exec 5<>"$D/pipe" 6<"$D/pipe" 7>"$D/pipe" 5<&-
            { "$A" $op --source /proc/kcore "$D/pipe" >"$D/said" 2>&1 7>&-; echo $? >"$D/status"; } 6<&- &
            exec 7>&-
            if [ "$S" ]; then e=$( { tee /proc/self/fd/3 <&6 | $S >&4; } 4>&1 ); else cat <&6 >&3; fi
            exec 6<&-
            wait; echo; echo "NMB $(cat "$D/status")" $e $(cat "$D/said")
            } 2>/dev/null | cat; exit
            """;

    /** Reads line by line: a program that reads ahead would take the lines that follow. */
    private static final String FETCH = """
            command -v base64 >/dev/null || none "the node has no base64, which is needed to send AVML there"
            A=$D/avml; echo "$N-BRING"
            while read -r l && [ "$l" != END ]; do echo "$l"; done | base64 -d >"$A"; chmod 700 "$A"
            """;

    private static final int LINE = 12 * 1024;

    private AvmlScript() {}

    static String of(AvmlBinary binary) {
        boolean there = binary.bytes() == null;
        return TEXT.replace("@PATH@", there ? binary.path() : "").replace("@FETCH@\n", there ? "" : FETCH);
    }

    /** The lines that send a program after {@link #BRING}. */
    static List<String> lines(byte[] program) {
        List<String> lines = new ArrayList<>();
        for (int at = 0; at < program.length; at += LINE) {
            byte[] part = Arrays.copyOfRange(program, at, Math.min(program.length, at + LINE));
            lines.add(Base64.getEncoder().encodeToString(part) + "\n");
        }
        lines.add("END\n");
        return lines;
    }
}
