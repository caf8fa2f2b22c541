package dev.carafe.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parameters of a URL's query.
 *
 * @param values each parameter's values, in the order of the URL
 */
public record Query(Map<String, List<String>> values) {
    /** No parameters. */
    public static final Query NONE = new Query(Map.of());

    /**
     * Reads {@code a=1&b=2}; a parameter without a value has the empty one.
     *
     * @throws IllegalArgumentException for a malformed escape
     */
    public static Query parse(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        LinkedHashMap<String, List<String>> values = new LinkedHashMap<>();
        for (String part : text.split("&")) {
            if (part.isEmpty()) {
                continue;
            }
            int equals = part.indexOf('=');
            String name = URLDecoder.decode(equals < 0 ? part : part.substring(0, equals), UTF_8);
            String value = equals < 0 ? "" : URLDecoder.decode(part.substring(equals + 1), UTF_8);
            values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        }
        return new Query(values);
    }

    /** The parameters of a map, one value each. */
    public static Query of(Map<String, String> parameters) {
        LinkedHashMap<String, List<String>> values = new LinkedHashMap<>();
        parameters.forEach((name, value) -> values.put(name, List.of(value)));
        return new Query(values);
    }

    /** The first value, empty where there is none. */
    public String first(String name) {
        List<String> all = all(name);
        return all.isEmpty() ? "" : all.getFirst();
    }

    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** Whether the parameter is set and not to false, as upstream reads booleans: {@code ?watch} and {@code watch=1} are true. */
    public boolean flag(String name) {
        if (!has(name)) {
            return false;
        }
        String value = first(name);
        return !value.equals("0") && !value.equalsIgnoreCase("false");
    }
}
