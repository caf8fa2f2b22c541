package dev.carafe.vsphere.esxi.machine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Settings that are no hardware, by key, in their order; {@code guestinfo.*} among them can be read by the guest. */
public record ExtraConfig(Map<String, String> values) {
    public static final ExtraConfig NONE = new ExtraConfig(Map.of());
    public static final String GUESTINFO = "guestinfo.";

    public ExtraConfig {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** What the guest can read, with the full key {@code guestinfo.x}. */
    public Map<String, String> guestinfo() {
        Map<String, String> found = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(GUESTINFO)) {
                found.put(key, value);
            }
        });
        return found;
    }
}
