package dev.carafe.kubernetes.apimachinery.serializer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A media type with parameters (RFC 9110, section 8.3.1), such as {@code application/json;as=Table;v=v1;g=meta.k8s.io}.
 *
 * @param type such as {@code application}, in lower case
 * @param subtype such as {@code json}, in lower case
 * @param parameters by name in lower case, without the weight
 * @param quality the weight, from 0 to 1
 */
public record MediaType(String type, String subtype, Map<String, String> parameters, double quality) {
    public static final String JSON = "application/json";
    public static final String YAML = "application/yaml";
    public static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    public static final String JSON_PATCH = "application/json-patch+json";
    public static final String MERGE_PATCH = "application/merge-patch+json";
    public static final String STRATEGIC_MERGE_PATCH = "application/strategic-merge-patch+json";
    public static final String APPLY_PATCH = "application/apply-patch+yaml";

    /** How many types of one header are looked at. */
    private static final int CLAUSES_MAX = 100;

    public MediaType {
        parameters = Map.copyOf(parameters);
    }

    /** Reads one media type; empty where the text is not one. */
    public static Optional<MediaType> parse(String text) {
        String[] parts = text.split(";", -1);
        String name = parts[0].strip().toLowerCase(Locale.ROOT);
        int slash = name.indexOf('/');
        if (name.equals("*")) { // as some old clients write it
            name = "*/*";
            slash = 1;
        }
        if (slash < 1 || slash == name.length() - 1 || name.indexOf('/', slash + 1) >= 0) {
            return Optional.empty();
        }
        LinkedHashMap<String, String> parameters = new LinkedHashMap<>();
        double quality = 1;
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals < 0) {
                continue;
            }
            String key = parts[i].substring(0, equals).strip().toLowerCase(Locale.ROOT);
            String value = unquote(parts[i].substring(equals + 1).strip());
            if (key.equals("q")) {
                quality = weight(value);
            } else {
                parameters.put(key, value);
            }
        }
        return Optional.of(new MediaType(name.substring(0, slash), name.substring(slash + 1), parameters, quality));
    }

    private static String unquote(String value) {
        return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }

    private static double weight(String value) {
        try {
            return Math.clamp(Double.parseDouble(value), 0.0, 1.0);
        } catch (NumberFormatException _) {
            return 1;
        }
    }

    /** Reads an {@code Accept} header: the best first, equals in the order they were written; unwanted ones left out. */
    public static List<MediaType> parseAccept(String header) {
        ArrayList<MediaType> types = new ArrayList<>();
        for (String clause : header.split(",", CLAUSES_MAX)) {
            parse(clause).filter(type -> type.quality() > 0).ifPresent(types::add);
        }
        types.sort(
                Comparator.comparingDouble((MediaType type) -> -type.quality()).thenComparingInt(MediaType::wildcards));
        return types;
    }

    private int wildcards() {
        return (type.equals("*") ? 1 : 0) + (subtype.equals("*") ? 1 : 0);
    }

    /** The type without parameters, such as {@code application/json}. */
    public String name() {
        return type + "/" + subtype;
    }

    /** Whether a body of this name, such as {@code application/json}, is what this asks for. */
    public boolean includes(String name) {
        return type.equals("*") || name().equals(name) || (subtype.equals("*") && name.startsWith(type + "/"));
    }

    /** The value of a parameter, empty where there is none. */
    public String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }
}
