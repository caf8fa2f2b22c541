package dev.carafe.kubernetes.apiserver.registry;

import java.util.BitSet;
import java.util.function.Function;

/** Which slots of a range are taken, as all servers on a store see it. Thread-safe. */
public interface SharedRange {
    /**
     * Looks at the taken slots and changes them, again where another server came between.
     *
     * @param change may be called several times, each time with what is stored; what it leaves is stored where it differs
     * @return what the change returned the last time
     */
    <T> T change(Function<BitSet, T> change);
}
