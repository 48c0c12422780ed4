package io.nodememory.capture.node;

/**
 * The node's side of the built-in reader: a script for any POSIX shell that needs nothing but {@code dd} and {@code cat}. It
 * answers lines on its standard input:
 *
 * <ul>
 *   <li>{@code i NONCE}: the text of what is known of the node, each file after a line {@code NMI NONCE NAME}, at the end a line
 *       {@code NMX NONCE}.
 *   <li>{@code r SIZE SKIP COUNT}: a frame of memory: a line {@code NMF SIZE SKIP COUNT}, SIZE * COUNT bytes of /proc/kcore from
 *       SIZE * SKIP on, a newline, and the trailer, a line {@code NME SKIP} with what dd and the checksum said. What could not
 *       be read is filled up with zeros and told by the trailer, so a frame always has its length.
 *   <li>{@code f SIZE SKIP COUNT}: the same, faster, with a checksum of a second reading at the same time: where the two differ
 *       memory may have changed between them.
 *   <li>{@code s SIZE SKIP COUNT}: the trailer alone, as a line {@code NMS SKIP}: whether memory is still as it was read.
 *   <li>{@code q}: the end.
 * </ul>
 *
 * The checksum has spaces around it: dd says what it read piece by piece, and the sum may come amid.
 *
 * <p>Nothing is written on the node. All output goes through a pipe, as tee cannot open a socket again (sshd gives one), and as that
 * of busybox passes on a kibibyte at once, which would be as many messages of a cluster. For large frames there is the faster way.
 */
final class NodeScript {
    /** First word of the greeting; the script writes it in two parts, so that an echo of the script is not it. */
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
