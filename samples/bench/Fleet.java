import io.nodememory.evidence.EvidenceStore;
import io.nodememory.evidence.capture.Capture;
import io.nodememory.evidence.capture.CaptureTable;
import io.nodememory.evidence.database.Access;
import java.util.Locale;

/**
 * Makes the store of a fleet: copies the newest capture of one store a number of times into another store, and prints the
 * time of each copy. Each copy has its own capture number.
 *
 * <pre>java -cp 'shell/target/lib/*' samples/bench/Fleet.java FROM TO COUNT</pre>
 */
final class Fleet {
    public static void main(String[] arguments) {
        try (EvidenceStore from = EvidenceStore.open(arguments[0], Access.READ);
                EvidenceStore to = EvidenceStore.open(arguments[1], Access.WRITE)) {
            Capture capture = from.latest().orElseThrow();
            long rows = from.tablesOf(capture.id()).stream()
                    .mapToLong(CaptureTable::rowCount)
                    .sum();
            for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
                long start = System.nanoTime();
                long id = from.copy(capture.id(), to).id();
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf(
                        Locale.ROOT, "capture %d: %,d rows in %.1f s, %,.0f rows/s%n", id, rows, seconds, rows / seconds);
            }
        }
    }
}
