package dev.carafe.vsphere.esxi.vmx;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads values of a {@code .vmx} by kind, and knows afterwards which keys nobody asked for. For one thread. */
final class VmxValues {
    private final VmxFile file;
    private final Set<String> taken = new HashSet<>();

    VmxValues(VmxFile file) {
        this.file = file;
    }

    /** The value; an empty one is none. */
    Optional<String> text(String key) {
        taken.add(key.toLowerCase(Locale.ROOT));
        return file.get(key).filter(value -> !value.isBlank());
    }

    /** The value, which stays among those that nobody asked for. */
    Optional<String> look(String key) {
        return file.get(key).filter(value -> !value.isBlank());
    }

    boolean flag(String key, boolean absent) throws CorruptVmxException {
        Optional<String> value = text(key);
        return value.isEmpty()
                ? absent
                : switch (value.get().toLowerCase(Locale.ROOT)) {
                    case "true", "yes", "on", "1", "t", "y" -> true;
                    case "false", "no", "off", "0", "f", "n" -> false;
                    default -> throw wrong(key, "is neither TRUE nor FALSE");
                };
    }

    /**
     * Whether a device is there; one that is not leaves its keys to the extra config.
     *
     * @param named the devices that the file has keys of
     */
    boolean isPresent(Set<String> named, String device) throws CorruptVmxException {
        return named.contains(device) && flag(device + ".present", false);
    }

    long number(String key, long absent, long min, long max) throws CorruptVmxException {
        Optional<String> value = text(key);
        if (value.isEmpty()) {
            return absent;
        }
        try {
            long number = Long.parseLong(value.get().strip());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw wrong(key, "is no number between " + min + " and " + max);
    }

    CorruptVmxException wrong(String key, String what) {
        return new CorruptVmxException(
                file.lineOf(key), key + " = \"" + file.get(key).orElse("") + "\" " + what + ".");
    }

    /** What nobody asked for, without what is shown to nobody. */
    Map<String, String> rest() {
        Map<String, String> rest = new LinkedHashMap<>();
        file.settings().forEach((key, value) -> {
            if (!taken.contains(key.toLowerCase(Locale.ROOT)) && !VmxKeys.isHidden(key)) {
                rest.put(key, value);
            }
        });
        return rest;
    }
}
