package dev.carafe.kubernetes.apiserver.registry.printers;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.meta.v1.LabelSelector;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.duration.Ago;
import dev.carafe.kubernetes.apimachinery.labels.SelectorException;
import dev.carafe.kubernetes.apimachinery.value.Times;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Contents that many kinds' rows share. */
public final class Cell {
    static final String NONE = "<none>";
    static final String UNSET = "<unset>";
    static final String UNKNOWN = "<unknown>";

    private Cell() {}

    /** How long ago a moment was, such as {@code 5m}. */
    public static Object since(Optional<Instant> time) {
        return time.<Object>map(Ago::of).orElse(UNKNOWN);
    }

    /** How long the object has been there. */
    public static Object age(ObjectMeta metadata) {
        return since(metadata.creationTimestamp());
    }

    /** When the object was made, for columns of the format date. */
    public static String createdAt(ObjectMeta metadata) {
        return metadata.creationTimestamp().map(Times::format).orElse("");
    }

    static String orNone(String text) {
        return text.isEmpty() ? NONE : text;
    }

    static String labels(Map<String, String> labels) {
        return labels.isEmpty()
                ? NONE
                : new TreeMap<>(labels)
                        .entrySet().stream()
                                .map(entry -> entry.getKey() + "=" + entry.getValue())
                                .collect(Collectors.joining(","));
    }

    /** A selector, or nothing where it selects everything. */
    static String selector(LabelSelector selector) {
        try {
            return dev.carafe.kubernetes.apimachinery.labels.LabelSelector.ofTree(selector.struct())
                    .toString();
        } catch (SelectorException _) {
            return "<error>";
        }
    }

    static String containerNames(List<Container> containers) {
        return containers.stream().map(Container::name).collect(Collectors.joining(","));
    }

    static String images(List<Container> containers) {
        return containers.stream().map(Container::image).collect(Collectors.joining(","));
    }

    /** The first three items, and how many more there are. */
    static String firstThree(List<String> items) {
        String shown = items.stream().limit(3).collect(Collectors.joining(","));
        return items.size() > 3 ? shown + " + " + (items.size() - 3) + " more..." : shown;
    }
}
