package dev.carafe.kubernetes.apimachinery.names;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Hashes that controllers put into names and labels.
 *
 * <p>They are taken over a value's JSON with sorted fields, so they depend on its content alone. Upstream hashes a dump of
 * its Go structures, which nobody else can reproduce; all that clients may rely on is that equal templates hash equally.
 */
public final class Hashes {
    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;

    private Hashes() {}

    /** FNV-1a of 32 bits. */
    public static int fnv32a(byte[] bytes) {
        int hash = FNV_OFFSET;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash;
    }

    /** FNV-1a of 32 bits over a text in UTF-8. */
    public static int fnv32a(String text) {
        return fnv32a(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The hash of a value, equal for values that differ only in the order of fields. */
    public static int ofValue(Object value) {
        return fnv32a(Json.encode(sorted(value)));
    }

    /**
     * What {@code pod-template-hash} and {@code controller-revision-hash} hold.
     *
     * @param collisions how many earlier hashes of this owner met a stranger's name; 0 for none
     */
    public static String templateHash(Struct template, int collisions) {
        byte[] json = Json.encode(sorted(template));
        int hash = fnv32a(json);
        if (collisions > 0) {
            byte[] more = ("" + Integer.toUnsignedString(hash) + "/" + collisions).getBytes(StandardCharsets.UTF_8);
            hash = fnv32a(more);
        }
        return SafeStrings.encode(Integer.toUnsignedString(hash));
    }

    private static Object sorted(Object value) {
        return switch (value) {
            case Struct struct -> {
                TreeMap<String, Object> fields = new TreeMap<>();
                struct.forEach((name, field) -> fields.put(name, sorted(field)));
                yield Struct.of(fields);
            }
            case List<?> list -> {
                ArrayList<Object> items = new ArrayList<>(list.size());
                list.forEach(item -> items.add(sorted(item)));
                yield List.copyOf(items);
            }
            default -> value;
        };
    }
}
