package io.nodememory.kernel.linux.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.nodememory.kernel.symbols.KernelText;
import io.nodememory.kernel.symbols.PatchKind;
import io.nodememory.kernel.symbols.PatchSites;
import io.nodememory.kernel.symbols.PatchSites.Site;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Alternatives at the start of a text linked at {@value #TEXT}, with replacements at {@value #BEHIND}. */
class AlternativeCodeTest {
    private static final long TEXT = 0xffffffff81000000L;
    private static final long BEHIND = 0xffffffff83000000L;
    private static final long HONEST = TEXT + 0x500;
    private static final int SHIFT = 0x1000000;

    @Test
    void theCodeOfTheBuildAndEachReplacementAreAccepted() {
        assertThat(isApplied("9090909090", "9090909090", "0faee8")).isTrue();
        assertThat(isApplied("0f1f440000", "9090909090", "0faee8")).isTrue();
        assertThat(isApplied("0faee80f1f", "9090909090", "0faee8")).isFalse();
        assertThat(isApplied("0faee86690", "9090909090", "0faee8")).isTrue();
    }

    @Test
    void anyOtherCodeIsNot() {
        assertThat(isApplied("0faee99090", "9090909090", "0faee8")).isFalse();
        assertThat(isApplied("e810000000", "9090909090", "0faee8")).isFalse();
        assertThat(isApplied("0faee8c390", "9090909090", "0faee8")).isFalse();
        assertThat(isApplied("48b8000000", "9090909090", "")).isFalse();
    }

    @Test
    void theDistanceOfACallInAReplacementIsMovedAlong() {
        // From BEHIND to HONEST: 0x500 - (0x2000000 + 5); from the place itself: 0x500 - 5
        assertThat(isApplied("e8fb040000", "9090909090", "e8fb0400fe")).isTrue();
        assertThat(isApplied("e8fc040000", "9090909090", "e8fb0400fe")).isFalse();
        assertThat(isApplied("e8fb0400fe", "9090909090", "e8fb0400fe")).isTrue();
    }

    @Test
    void aJumpMayBeMadeShorterIfItLeadsToTheSamePlace() {
        // To TEXT + 0x40
        assertThat(isApplied("eb3ecccccc", "9090909090", "e93b0000fe")).isTrue();
        assertThat(isApplied("eb3e0f1f00", "9090909090", "e93b0000fe")).isTrue();
        assertThat(isApplied("eb3fcccccc", "9090909090", "e93b0000fe")).isFalse();
        assertThat(isApplied("eb3ecccc48", "9090909090", "e93b0000fe")).isFalse();
    }

    @Test
    void absoluteAddressesAreMovedByKaslr() {
        assertThat(isApplied("48c7c000000082", "90909090909090", "48c7c000000081"))
                .isTrue();
        assertThat(isApplied("48c7c000000085", "90909090909090", "48c7c000000081"))
                .isFalse();
    }

    @Test
    void aCallThroughAPointerMayBecomeADirectOneToHonestCode() {
        // The target is relative to the loaded code, which is SHIFT higher than TEXT
        String through = "ff1500000000";
        assertThat(isApplied("e8fb04000090", through, "90")).isTrue();
        assertThat(isApplied("e8fb04000040", through, "90")).isFalse();
        assertThat(isApplied("e8fb05000090", through, "90")).isFalse();
    }

    @Test
    void aThunkMayBecomeTheBranchThatItGuards() {
        // To TEXT + 0x700, which is a guard
        assertThat(isApplied("ffd00f1f00", "e8fb060000", "90")).isTrue();
        assertThat(isApplied("41ffd36690", "e8fb060000", "90")).isTrue();
        assertThat(isApplied("0faee8ffe0", "e9fb060000", "90")).isTrue();
        assertThat(isApplied("c3cccccccc", "e9fb060000", "90")).isTrue();
        assertThat(isApplied("ffd04889c0", "e8fb060000", "90")).isFalse();
        assertThat(isApplied("ffd00f1f00", "e8fb0a0000", "90")).isFalse();
    }

    @Test
    void ofNestedAlternativesTheLongestIsFilled() {
        Site inner = new Site(0, 3, PatchKind.ALTERNATIVE, 0, 3);
        Site outer = new Site(0, 8, PatchKind.ALTERNATIVE, 3, 2);
        KernelText text = text("9090909090909090", "0faee80f05", List.of(inner, outer));
        assertThat(code(text, "0faee80f1f440000").isApplied(inner)).isTrue();
        assertThat(code(text, "0faee80f1f440000").isApplied(outer)).isTrue();
        assertThat(code(text, "0f05660f1f440000").isApplied(outer)).isTrue();
        assertThat(code(text, "0faee80f05909090").isApplied(outer)).isFalse();
    }

    @Test
    void longNopsAndJumpsOverBreakpointsFill() {
        assertThat(Nops.fill(bytes("66662e0f1f840000000000"), 0, 11)).isTrue();
        assertThat(Nops.fill(bytes("eb04cccccccc90"), 0, 7)).isTrue();
        assertThat(Nops.fill(bytes("eb04cccc90cc90"), 0, 7)).isFalse();
        assertThat(Nops.fill(bytes("eb06cccccccc90"), 0, 7)).isFalse();
        assertThat(Nops.fill(bytes("0f1f8000000000"), 0, 6)).isFalse();
        assertThat(Nops.fill(bytes("0f05"), 0, 2)).isFalse();
        assertThat(Nops.fill(bytes("f390"), 0, 2)).isFalse();
    }

    private static boolean isApplied(String found, String original, String replacement) {
        int length = original.length() / 2;
        Site site = new Site(0, length, PatchKind.ALTERNATIVE, 0, replacement.length() / 2);
        return code(text(original, replacement, List.of(site)), found).isApplied(site);
    }

    private static KernelText text(String original, String replacements, List<Site> sites) {
        return new KernelText(TEXT, bytes(original), PatchSites.of(sites), BEHIND, bytes(replacements));
    }

    private static AlternativeCode code(KernelText text, String found) {
        return new AlternativeCode(text, bytes(found), SHIFT, new Targets(), (at, within) -> 0);
    }

    private static byte[] bytes(String hexadecimal) {
        return HexFormat.of().parseHex(hexadecimal);
    }

    /** Targets with one regular function and one guard of indirect branches. */
    private static final class Targets implements CallTargets {
        @Override
        public boolean isHonest(long address) {
            return address == HONEST + SHIFT;
        }

        @Override
        public boolean isKernel(long address) {
            return isHonest(address);
        }

        @Override
        public boolean isThunk(long address) {
            return false;
        }

        @Override
        public boolean isNothing(long linked) {
            return false;
        }

        @Override
        public boolean isGuard(long linked) {
            return linked == TEXT + 0x700;
        }
    }
}
