package io.nodememory.evidence.verify;

import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.verify.Verification.Finding;
import io.nodememory.evidence.verify.Verification.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Checks the links between captures: each follows exactly one other, the first follows none, the last is the head. */
final class ChainCheck {
    private final List<Capture> all;
    private final String head;

    ChainCheck(List<Capture> all, String head) {
        this.all = all;
        this.head = head;
    }

    List<Finding> check(Capture capture) {
        List<Finding> findings = new ArrayList<>();
        List<Long> before = all.stream()
                .filter(other -> Objects.equals(other.hash(), capture.seal().previousHash()))
                .map(Capture::id)
                .toList();
        if (capture.seal().previousHash() != null && before.isEmpty()) {
            findings.add(new Finding(
                    Part.CHAIN,
                    "previous",
                    "chain: no capture has the hash that capture %d follows (%s): the previous capture was removed or changed"
                            .formatted(capture.id(), capture.seal().previousHash())));
        }
        List<Long> siblings = all.stream()
                .filter(other -> other.id() != capture.id()
                        && Objects.equals(
                                other.seal().previousHash(), capture.seal().previousHash()))
                .map(Capture::id)
                .toList();
        if (!siblings.isEmpty()) {
            findings.add(new Finding(
                    Part.CHAIN,
                    "previous",
                    "chain: capture %d and capture %s follow the same capture".formatted(capture.id(), siblings)));
        }
        boolean followed =
                all.stream().anyMatch(other -> Objects.equals(other.seal().previousHash(), capture.hash()));
        if (!followed && !capture.hash().equals(head)) {
            findings.add(new Finding(
                    Part.CHAIN,
                    "next",
                    "chain: no capture follows capture %d, but it is not the last capture (%s)"
                            .formatted(capture.id(), head.isEmpty() ? "none" : head)));
        }
        return findings;
    }
}
