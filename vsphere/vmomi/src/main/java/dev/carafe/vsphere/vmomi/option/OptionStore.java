package dev.carafe.vsphere.vmomi.option;

import java.io.IOException;
import java.util.Map;

/** Keeps the options that are not as they were at first. Called by one thread at a time. */
public interface OptionStore {
    /** Those that were kept last: strings, booleans, ints, longs, floats and doubles. */
    Map<String, Object> load() throws IOException;

    /** Keeps these and no others; they are safe when this returns. */
    void save(Map<String, Object> options) throws IOException;

    /** Keeps nothing: for servers that have nothing to lose. */
    static OptionStore none() {
        return new OptionStore() {
            @Override
            public Map<String, Object> load() {
                return Map.of();
            }

            @Override
            public void save(Map<String, Object> options) {}
        };
    }
}
