package dev.carafe.cloudprovider.vsphere.config;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One group of settings as a file has it, by the names of the YAML form; what is not said is empty, 0 or false.
 *
 * @param values texts, and lists of them
 */
record Section(Map<String, List<String>> values) {
    private static final Set<String> TRUE = Set.of("true", "yes", "on", "1");
    private static final Set<String> FALSE = Set.of("false", "no", "off", "0", "");
    private static final int UINT_MAX_DIGITS = 9;

    static final Section EMPTY = new Section(Map.of());

    String text(String name) {
        List<String> found = values.getOrDefault(name, List.of());
        return found.isEmpty() ? "" : found.getLast();
    }

    List<String> list(String name) {
        return values.getOrDefault(name, List.of());
    }

    int number(String name) throws ConfigException {
        String text = text(name);
        if (text.isEmpty()) {
            return 0;
        }
        if (text.length() > UINT_MAX_DIGITS || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new ConfigException("cannot read " + name + ": \"" + text + "\" is no number");
        }
        return Integer.parseInt(text);
    }

    boolean flag(String name) throws ConfigException {
        String text = text(name).toLowerCase(java.util.Locale.ROOT);
        if (!TRUE.contains(text) && !FALSE.contains(text)) {
            throw new ConfigException("failed to parse \"" + text(name) + "\" as bool in " + name);
        }
        return TRUE.contains(text);
    }
}
