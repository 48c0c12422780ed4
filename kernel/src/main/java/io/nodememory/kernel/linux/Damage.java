package io.nodememory.kernel.linux;

import io.nodememory.kernel.UnreadableMemoryException;
import io.nodememory.kernel.symbols.MissingSymbolException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a search could not read while it went on.
 *
 * @param <P> a place where it looks
 */
public final class Damage<P> {
    private final Map<P, String> reasons = new LinkedHashMap<>();

    /** Runs a step that may meet unreadable memory or missing types; such a failure is kept and the search goes on. */
    public void look(P place, Runnable reading) {
        try {
            reading.run();
        } catch (UnreadableMemoryException | MissingSymbolException e) {
            add(place, e.getMessage());
        }
    }

    /** Of a place with several the last is kept. */
    public void add(P place, String why) {
        reasons.put(place, why);
    }

    /** Why something may be missing, by place. */
    public Map<P, String> reasons() {
        return Collections.unmodifiableMap(reasons);
    }
}
