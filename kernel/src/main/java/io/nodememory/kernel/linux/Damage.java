package io.nodememory.kernel.linux;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.symbols.MissingSymbolException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Collects what a search could not read while it continued.
 *
 * @param <P> the place where the search failed
 */
public final class Damage<P> {
    private final Map<P, String> reasons = new LinkedHashMap<>();

    /** Runs a step that may meet unreadable memory or missing types. A failure is recorded and the search continues. */
    public void look(P place, Runnable reading) {
        try {
            reading.run();
        } catch (UnreadableMemoryException | MissingSymbolException e) {
            add(place, e.getMessage());
        }
    }

    /** Records a reason; a later reason for the same place replaces an earlier one. */
    public void add(P place, String why) {
        reasons.put(place, why);
    }

    /** Why objects may be missing, by place. */
    public Map<P, String> reasons() {
        return Collections.unmodifiableMap(reasons);
    }
}
