package dev.carafe.vsphere.esxi.vmx;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A dictionary as VMware's products write them: lines {@code key = "value"}, keys in any case, each at most once. Comments, order
 * and whatever nobody here knows are kept. Immutable.
 */
public final class VmxFile {
    /** How many bytes a file may have. */
    public static final int BYTES_MAX = 4 << 20;
    /** How many settings a file may have. */
    public static final int SETTINGS_MAX = 32_768;
    /** How many characters a key may have. */
    public static final int KEY_MAX = 256;

    /** A file without any line. */
    public static final VmxFile EMPTY = new VmxFile(List.of(), Map.of());

    private final List<Line> lines;
    /** Where in {@link #lines} each key is, by the key in small letters. */
    private final Map<String, Integer> places;

    private VmxFile(List<Line> lines, Map<String, Integer> places) {
        this.lines = lines;
        this.places = places;
    }

    /**
     * Reads a file.
     *
     * @throws CorruptVmxException when a line is no setting, a key comes twice, or there is too much of anything
     */
    public static VmxFile parse(byte[] content) throws CorruptVmxException {
        Builder builder = new Builder();
        int number = 0;
        for (String text : VmxText.lines(content)) {
            number++;
            builder.add(VmxText.line(text, number));
        }
        return builder.build();
    }

    /** The file's content, in UTF-8. */
    public byte[] bytes() {
        return toString().getBytes(UTF_8);
    }

    /** A setting's value, whatever the key's case. */
    public Optional<String> get(String key) {
        return Optional.ofNullable(places.get(lower(key))).map(place -> ((Line.Setting) lines.get(place)).value());
    }

    /** On which line a key stood in the file read, from 1; 0 when it stood in none. */
    public int lineOf(String key) {
        Integer place = places.get(lower(key));
        return place == null ? 0 : ((Line.Setting) lines.get(place)).number();
    }

    /** All settings in their order, with keys as they are written. */
    public Map<String, String> settings() {
        Map<String, String> found = new LinkedHashMap<>();
        for (Line line : lines) {
            if (line instanceof Line.Setting setting) {
                found.put(setting.key(), setting.value());
            }
        }
        return Collections.unmodifiableMap(found);
    }

    /** The same with a value in the place of the one of that key, or at the end. */
    public VmxFile with(String key, String value) {
        return toBuilder().set(key, value).build();
    }

    /** The same without that key. */
    public VmxFile without(String key) {
        return toBuilder().remove(key).build();
    }

    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.lines.addAll(lines);
        builder.places.putAll(places);
        return builder;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VmxFile file
                && file.lines.size() == lines.size() // mostly two of very different sizes are compared
                && file.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Line line : lines) {
            switch (line) {
                case Line.Setting setting ->
                    text.append(setting.key())
                            .append(" = \"")
                            .append(VmxText.escaped(setting.value()))
                            .append('"');
                case Line.Remark remark -> text.append(remark.text());
            }
            text.append('\n');
        }
        return text.toString();
    }

    private static String lower(String key) {
        return key.toLowerCase(Locale.ROOT);
    }

    /** What a line can be. */
    sealed interface Line {
        /** A setting; {@code number} is its line in the file read, 0 for a new one. */
        record Setting(String key, String value, int number) implements Line {}

        /** A comment or an empty line, kept as it is. */
        record Remark(String text) implements Line {}
    }

    /** Changes a file; for one thread. */
    public static final class Builder {
        private final List<Line> lines = new ArrayList<>();

        private final Map<String, Integer> places = new LinkedHashMap<>();

        private Builder() {}

        /** Sets a value in the place of the one of that key, or at the end. */
        public Builder set(String key, String value) {
            if (!VmxText.isKey(key)) {
                throw new IllegalArgumentException("no key of a dictionary: " + key);
            }
            Integer place = places.get(lower(key));
            if (place == null) {
                places.put(lower(key), lines.size());
                lines.add(new Line.Setting(key, value, 0));
            } else {
                Line.Setting before = (Line.Setting) lines.get(place);
                lines.set(place, new Line.Setting(before.key(), value, before.number()));
            }
            return this;
        }

        /** Takes a setting away. */
        public Builder remove(String key) {
            return places.containsKey(lower(key)) ? removeIf(key::equalsIgnoreCase) : this;
        }

        /** Takes all settings away whose key is such. */
        public Builder removeIf(Predicate<String> wrongKey) {
            lines.removeIf(line -> line instanceof Line.Setting setting && wrongKey.test(setting.key()));
            places.clear();
            for (int place = 0; place < lines.size(); place++) {
                if (lines.get(place) instanceof Line.Setting setting) {
                    places.put(lower(setting.key()), place);
                }
            }
            return this;
        }

        public VmxFile build() {
            return new VmxFile(List.copyOf(lines), new LinkedHashMap<>(places));
        }

        private void add(Line line) throws CorruptVmxException {
            if (line instanceof Line.Setting setting) {
                String key = setting.key();
                int number = setting.number();
                if (places.putIfAbsent(lower(key), lines.size()) != null) {
                    throw new CorruptVmxException(number, "Variable \"" + key + "\" is already defined.");
                }
                if (places.size() > SETTINGS_MAX) {
                    throw new CorruptVmxException(number, "There are more than " + SETTINGS_MAX + " variables.");
                }
            }
            lines.add(line);
        }
    }
}
