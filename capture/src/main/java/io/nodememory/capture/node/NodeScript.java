package io.nodememory.capture.node;

/**
 * The node's side of the built-in reader: a script for any POSIX shell that needs only {@code dd} and {@code cat}. It answers
 * requests, which are lines on its standard input:
 *
 * <ul>
 *   <li>{@code i NONCE}: the texts that describe the node, each after a line {@code NMI NONCE NAME}, then a line {@code NMX NONCE}.
 *   <li>{@code r SIZE SKIP COUNT}: a frame of memory: a line {@code NMF SIZE SKIP COUNT}, SIZE * COUNT bytes of /proc/kcore from
 *       SIZE * SKIP on, a newline, and the trailer, a line {@code NME SKIP} with the output of dd and of the checksum program.
 *       Zeros replace memory that cannot be read, and the trailer reports it, so a frame always has its length.
 *   <li>{@code f SIZE SKIP COUNT}: the same, faster, with the checksum of a second reading at the same time: if the two differ,
 *       memory may have changed between them.
 *   <li>{@code s SIZE SKIP COUNT}: the trailer only, as a line {@code NMS SKIP}, to check whether memory has changed.
 *   <li>{@code q}: the end.
 * </ul>
 *
 * Spaces surround the checksum, because it can stand within the output of dd, which dd writes in pieces.
 *
 * <p>The script writes nothing on the node. Its output goes through a pipe, because tee cannot reopen a socket, which sshd passes as
 * standard output. The tee of busybox copies 1 KiB at a time, each a message of its own in a cluster: large frames use the fast way.
 */
final class NodeScript {
    /** The first word of the greeting. The script joins it from two parts, so that an echo of the script does not match. */
    static final String GREETING = "NODEMEM-1";

    static final String TEXT = """
            { K=/proc/kcore; exec 3>&1; S=; N=NODEMEM
            command -v tee >/dev/null && for s in md5sum cksum; do command -v $s >/dev/null && S=$s; done
            echo "$N-1 $S"
            while read -r op a b c; do case $op in
            r) n=$((a*c)); echo "NMF $a $b $c"
            if [ "$S" ]; then
            e=$( { dd if=$K bs=$a skip=$b count=$c conv=sync,noerror 2>&4 | tee /proc/self/fd/3 | { x=$($S); echo " $x " >&4; }; } 4>&1 )
            [ $S = cksum ] && case " "$e" " in *" $n "*) ;; *) m=; p=
            for w in $e; do case $p/$w in *[!0-9/]*|/*) ;; *) m=$w;; esac; p=$w; done
            [ "$m" ] && dd if=/dev/zero bs=1 count=$((n-m)) >&3;; esac
            else e=$(dd if=$K bs=$a skip=$b count=$c conv=sync,noerror 2>&1 >&3); fi
            echo; echo "NME $b" $e;;
            f) echo "NMF $a $b $c"
            e=$( { dd if=$K bs=$a skip=$b count=$c conv=sync,noerror | $S; } | {
            m=$(dd if=$K bs=$a skip=$b count=$c conv=sync,noerror 2>&1 >&3); read -r x; echo "$m $x"; } )
            case $e in *"$c+0 records out"*) ;; *) m=${e%+* records out*}; [ "$m" = "$e" ] && m=0
            m=${m##*[!0-9]}; dd if=/dev/zero bs=$a count=$((c-${m:-0})) >&3;; esac
            echo; echo "NME $b" $e;;
            s) e=$( { dd if=$K bs=$a skip=$b count=$c conv=sync,noerror 2>&4 | { x=$($S); echo " $x " >&4; }; } 4>&1 ); echo "NMS $b" $e;;
            i) for f in /proc/version /proc/sys/kernel/hostname /proc/sys/kernel/random/boot_id /proc/1/root/etc/os-release /proc/1/root/etc/hostname \
            /sys/kernel/security/lockdown /sys/kernel/vmcoreinfo /proc/iomem; do echo "NMI $a $f"; cat $f; done
            U=/proc/1/ns/uts; echo "NMI $a uts"; [ $U -ef $U ] && ! [ $U -ef /proc/self/ns/uts ] && echo foreign
            echo "NMI $a uid"; id -u; echo "NMI $a clock"; date +%s
            echo "NMI $a kcore"; [ -e $K ] || echo missing; dd if=$K of=/dev/null bs=4096 count=1 2>&1 && echo readable
            echo; echo "NMX $a";;
            q) break;;
            esac; done; } 2>/dev/null | cat; exit
            """;

    private NodeScript() {}
}
