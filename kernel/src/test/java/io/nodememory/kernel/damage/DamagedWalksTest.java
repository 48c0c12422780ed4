package io.nodememory.kernel.damage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.nodememory.kernel.BadInputException;
import io.nodememory.kernel.Corpus;
import io.nodememory.kernel.image.MemoryImage;
import io.nodememory.kernel.image.MemoryImages;
import io.nodememory.kernel.image.PhysicalRange;
import io.nodememory.kernel.image.RecordingImage;
import io.nodememory.kernel.open.Kernel;
import io.nodememory.kernel.open.KernelOpener;
import io.nodememory.kernel.symbols.Symbols;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Walks all tables of real captures with seeded damage in the pages that the walks read.
 *
 * <p>Every walk ends, no exception escapes, and each undamaged row is still there or a problem explains its absence.
 * More seeds by {@code -Dnodemem.damage.seeds=1000}, one capture by {@code -Dnodemem.damage.capture=6.1.0}.
 */
class DamagedWalksTest {
    private static final int SEEDS = Integer.getInteger("nodemem.damage.seeds", 30);

    /** Fewer for each capture of the larger corpus, which has the same kinds of kernels. */
    private static final int SEEDS_OF_MORE = Integer.getInteger("nodemem.damage.seeds", 10);

    private static final int FIRST = Integer.getInteger("nodemem.damage.first", 0);
    private static final String ONLY = System.getProperty("nodemem.damage.capture", "");

    /** Many times the duration of a walk on a busy machine; only an endless loop takes longer. */
    private static final long PATIENCE_MILLIS = Long.getLong("nodemem.damage.patience", 600_000);

    private static final int MOST_ROWS = 4;

    /** The number of damaged words up to which rows are counted. */
    private static final int SOME = 64;

    private static final Set<String> PROCESSES = Set.of("tasks", "threads", "task_views");

    private long opened;
    private long refused;
    private long rowsExpected;
    private long rowsLost;
    private long slowest;
    private long rowsUntold;
    private long silent;

    @Test
    void everyWalkEndsAndKeepsWhatIsNotDamaged() {
        List<Corpus.Sample> samples = Corpus.samples().stream()
                .filter(sample -> sample.toString().contains(ONLY))
                .toList();
        for (Corpus.Sample sample : samples) {
            Symbols symbols = sample.symbols();
            RecordingImage image = new RecordingImage(MemoryImages.open(sample.image()));
            try (Kernel kernel = KernelOpener.open(image, symbols)) {
                Survey whole = Survey.of(kernel);
                List<Long> pages = pages(image.touched());
                int end = FIRST + (sample.inRepository() ? SEEDS : SEEDS_OF_MORE);
                for (int seed = FIRST; seed < end; seed++) {
                    damaged(sample + " seed " + seed, kernel, whole, symbols, pages, seed);
                }
            }
        }
        System.err.printf(
                "damage: %d opened, %d refused, %d of %d rows lost, %d untold, %d of them intact, slowest %d ms%n",
                opened, refused, rowsLost, rowsExpected, rowsUntold, silent, slowest);
        assertThat(opened).isGreaterThan(refused);
        assertThat(rowsLost).as("rows lost to damage").isLessThan(rowsExpected / 10);
        // A singly linked list that ends early, or a shortened string, looks like a whole one
        assertThat(silent).as("intact rows lost without a problem").isLessThan(rowsExpected / 1000);
    }

    private void damaged(String what, Kernel kernel, Survey whole, Symbols symbols, List<Long> pages, long seed) {
        // From a single flipped bit to a page in a few.
        int count = 1 << (seed % 10);
        DamagedImage damaged = new DamagedImage(kernel.image(), pages, seed, count);
        long begun = System.nanoTime();
        Optional<Survey> survey = inTime(what, () -> open(damaged, symbols).map(Survey::of));
        long took = (System.nanoTime() - begun) / 1_000_000;
        slowest = Math.max(slowest, took);
        if (survey.isEmpty()) {
            refused++;
            return;
        }
        opened++;
        Map<String, List<Object>> lost = whole.lostIn(survey.get());
        long lostRows = lost.values().stream().mapToLong(List::size).sum();
        if (count <= SOME) {
            rowsExpected += whole.size();
            rowsLost += lostRows;
        }
        // The objects of a lost process are lost with it
        boolean processesTold = PROCESSES.stream().anyMatch(table -> whole.isToldIn(survey.get(), table));
        Map<String, Long> silently = new TreeMap<>();
        Map<String, Integer> untold = new TreeMap<>();
        lost.forEach((table, addresses) -> {
            if (!processesTold && !whole.isToldIn(survey.get(), table)) {
                long intact = addresses.stream()
                        .filter(a -> isIntact(kernel, damaged, a))
                        .count();
                silently.merge(table, intact, Long::sum);
                untold.put(table, addresses.size());
            }
        });
        silently.values().removeIf(n -> n == 0);
        if (count <= SOME) {
            silent += silently.values().stream().mapToLong(n -> n).sum();
            rowsUntold += untold.values().stream().mapToLong(n -> n).sum();
        }
        if (Boolean.getBoolean("nodemem.damage.verbose")) {
            System.err.printf(
                    "%s: %d damaged, %d ms, problems %s, lost %d, of them untold %s, intact %s%n",
                    what, count, took, survey.get().problems(), lostRows, untold, silently);
        }
        for (Throwable escaped : survey.get().escaped()) {
            fail(what + ": " + escaped.getMessage(), escaped);
        }
        assertThat(survey.get().size()).as("%s: rows", what).isLessThan(MOST_ROWS * whole.size());
    }

    /** Returns whether the page of a row's object is undamaged; the path to it may be damaged. */
    private static boolean isIntact(Kernel kernel, DamagedImage damaged, Object address) {
        // Addresses of interfaces are text
        OptionalLong physical =
                address instanceof Long virtual ? kernel.memory().translate(virtual) : OptionalLong.empty();
        return physical.isPresent() && !damaged.isDamaged(physical.getAsLong());
    }

    private static Optional<Kernel> open(MemoryImage image, Symbols symbols) {
        try {
            return Optional.of(KernelOpener.open(image, symbols));
        } catch (BadInputException e) {
            return Optional.empty();
        }
    }

    private interface Step {
        Optional<Survey> run();
    }

    private static Optional<Survey> inTime(String what, Step step) {
        List<Survey> result = new ArrayList<>();
        List<Throwable> failure = new ArrayList<>();
        Thread thread = new Thread(() -> {
            try {
                step.run().ifPresent(result::add);
            } catch (RuntimeException | Error e) {
                failure.add(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (thread.isAlive()) {
            String stack = Arrays.stream(thread.getStackTrace())
                    .map(StackTraceElement::toString)
                    .collect(Collectors.joining("\n    "));
            fail(what + " does not end:\n    " + stack);
        }
        failure.forEach(e -> fail(what + ": " + e, e));
        return result.stream().findFirst();
    }

    private static List<Long> pages(List<PhysicalRange> touched) {
        List<Long> pages = new ArrayList<>();
        for (PhysicalRange range : touched) {
            for (long page = range.start(); page < range.end(); page += MemoryImage.PAGE_SIZE) {
                pages.add(page);
            }
        }
        return pages;
    }
}
