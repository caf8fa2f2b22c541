package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vcenter.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer.
 *
 * @param body a tree of what {@link Json} writes and {@link Keyed}; null for none
 */
record RestReply(int status, @Nullable Object body) {
    static RestReply of(Object body) {
        return new RestReply(200, body);
    }

    static RestReply created(Object body) {
        return new RestReply(201, body);
    }

    static RestReply nothing() {
        return new RestReply(204, null);
    }

    /** As bytes; under {@code /rest} a body is wrapped, and success is always 200. */
    byte[] encode(boolean legacy) {
        if (body == null) {
            return new byte[0];
        }
        Object tree = plain(body, legacy);
        return Json.encode(legacy ? Map.of("value", tree) : tree);
    }

    int status(boolean legacy) {
        return legacy ? 200 : status;
    }

    private static Object plain(Object value, boolean legacy) {
        return switch (value) {
            case Keyed(Map<String, Object> entries)
            when legacy ->
                entries.entrySet().stream()
                        .map(entry -> Map.of("key", entry.getKey(), "value", plain(entry.getValue(), true)))
                        .toList();
            case Keyed(Map<String, Object> entries) -> plain(entries, false);
            case Map<?, ?> map -> {
                Map<String, Object> plain = new LinkedHashMap<>();
                map.forEach((key, field) -> plain.put(String.valueOf(key), plain(field, legacy)));
                yield plain;
            }
            case List<?> list ->
                list.stream().map(item -> plain((Object) item, legacy)).toList();
            default -> value;
        };
    }

    /** The body that tells of an error. */
    static byte[] error(RestException error, boolean legacy) {
        String message = String.valueOf(error.getMessage());
        String name = error.kind().name();
        String id = "vapi.std.errors." + name.toLowerCase(Locale.ROOT);
        Map<String, Object> text = Map.of("id", id, "default_message", message, "args", List.of());
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("error_type", name);
        value.put("messages", List.of(text));
        if (!legacy) {
            return Json.encode(value);
        }
        Map<String, Object> typed = new LinkedHashMap<>();
        typed.put("type", "com.vmware." + id);
        typed.put("value", value);
        return Json.encode(typed);
    }
}
