package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.UnifiedDiff;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Specifications of pods in the form of upstream's internal types, which have all their fields always and in an order of their own, by
 * the table {@code internal-types.txt}. What it tells when a pod may not change is how two such forms differ. Thread-safe.
 */
final class InternalTypes {
    private static final String TABLE = "internal-types.txt";

    /** Read when it is first needed, which in most servers it never is. */
    private static final class Holder {
        private static final Map<String, List<Field>> TYPES = read();
    }

    /**
     * A field of a type.
     *
     * @param shown its name as it is shown; empty where the fields of {@code type} are fields of this one
     * @param name its name in the API; empty where it has none there either
     * @param kind what stands for it where it is not there
     * @param type the type of its value or of the items of its value; empty where they are shown as they are
     */
    private record Field(String shown, String name, Kind kind, String type) {
        static Field parse(String text) {
            if (text.startsWith("+")) {
                String[] parts = text.substring(1).split("=", 2);
                return new Field("", parts.length > 1 ? parts[1] : "", Kind.NULL, parts[0]);
            }
            int colon = text.indexOf(':');
            String[] names = text.substring(0, colon).split("=", 2);
            String name =
                    names.length > 1 ? names[1] : Character.toLowerCase(names[0].charAt(0)) + names[0].substring(1);
            String rest = text.substring(colon + 1);
            Kind kind = Kind.of(rest);
            return new Field(
                    names[0], name, kind, rest.substring(kind.sign.length()).replace("[]", ""));
        }
    }

    /** What stands for a field that is not there. */
    private enum Kind {
        TEXT("\"\""),
        QUANTITY("\"0\""),
        NUMBER("0"),
        FLAG("!"),
        LIST("[]"),
        NULL("?"),
        HIDDEN("~"),
        ALWAYS("");

        private final String sign;

        Kind(String sign) {
            this.sign = sign;
        }

        /** What is shown, if anything. */
        @Nullable
        Object absent() {
            return switch (this) {
                case TEXT -> "";
                case QUANTITY -> "0";
                case NUMBER -> 0L;
                case FLAG -> false;
                case LIST, NULL -> Null.NULL;
                case HIDDEN -> null;
                case ALWAYS -> Struct.EMPTY;
            };
        }

        static Kind of(String text) {
            for (Kind kind : values()) {
                if (text.startsWith(kind.sign)) {
                    return kind;
                }
            }
            throw new IllegalStateException(TABLE + ": " + text);
        }
    }

    private InternalTypes() {}

    /** How a value of a type became another. */
    static String difference(String type, Struct old, Struct changed) {
        return UnifiedDiff.of(of(type, old), of(type, changed));
    }

    /** A value of a type in upstream's form. */
    static Struct of(String type, Struct value) {
        Struct.Builder out = Struct.builder();
        put(type, value, out);
        return out.build();
    }

    private static void put(String type, Struct value, Struct.Builder out) {
        for (Field field : Objects.requireNonNull(Holder.TYPES.get(type), type)) {
            if (field.shown().isEmpty()) {
                Struct part = field.name().isEmpty() ? value : value.struct(field.name());
                put(field.type(), part == null ? Struct.EMPTY : part, out);
                continue;
            }
            Object found = value.get(field.name());
            if (found == null && field.kind() == Kind.ALWAYS) {
                found = Struct.EMPTY;
            }
            Object shown = found == null ? field.kind().absent() : shown(field, found);
            if (shown != null) {
                out.put(field.shown(), shown);
            }
        }
    }

    private static Object shown(Field field, Object found) {
        return switch (found) {
            case Struct struct -> field.type().isEmpty() ? sorted(struct) : of(field.type(), struct);
            case List<?> list
            when !field.type().isEmpty() ->
                list.stream()
                        .map(item -> item instanceof Struct struct ? of(field.type(), struct) : item)
                        .toList();
            default -> found;
        };
    }

    /** A map as Go writes it. */
    private static Struct sorted(Struct map) {
        TreeMap<String, Object> entries = new TreeMap<>();
        map.forEach(entries::put);
        Struct.Builder out = Struct.builder();
        entries.forEach(out::put);
        return out.build();
    }

    private static Map<String, List<Field>> read() {
        Map<String, List<Field>> types = new HashMap<>();
        try (InputStream in = Objects.requireNonNull(InternalTypes.class.getResourceAsStream(TABLE))) {
            new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> {
                        List<String> words = List.of(line.split(" ", -1));
                        List<Field> fields = new ArrayList<>();
                        words.subList(1, words.size()).forEach(word -> fields.add(Field.parse(word)));
                        types.put(words.getFirst(), List.copyOf(fields));
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(types);
    }
}
