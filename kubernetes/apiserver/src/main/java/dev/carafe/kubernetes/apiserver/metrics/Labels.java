package dev.carafe.kubernetes.apiserver.metrics;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The names of a family's labels, in the order in which their values are given; on the page they stand by name. */
record Labels(List<String> names) {
    Labels {
        names = List.copyOf(names);
    }

    /** As Prometheus writes labels, without the braces. */
    String text(List<String> values) {
        if (values.size() != names.size()) {
            throw new IllegalArgumentException(names + " are not the labels of " + values);
        }
        SortedMap<String, String> sorted = new TreeMap<>();
        for (int i = 0; i < values.size(); i++) {
            sorted.put(names.get(i), values.get(i));
        }
        StringBuilder text = new StringBuilder();
        sorted.forEach((name, value) -> text.append(text.isEmpty() ? "" : ",")
                .append(name)
                .append("=\"")
                .append(escaped(value))
                .append('"'));
        return text.toString();
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
