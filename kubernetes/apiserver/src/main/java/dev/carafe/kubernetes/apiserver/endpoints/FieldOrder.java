package dev.carafe.kubernetes.apiserver.endpoints;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.api.BuiltinMessages;
import dev.carafe.kubernetes.apimachinery.protobuf.FieldType;
import dev.carafe.kubernetes.apimachinery.protobuf.MessageDeclaration;
import dev.carafe.kubernetes.apimachinery.protobuf.MessageField;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of built-in structures in the order in which Go writes them: that of the fields of upstream's types, which is that of
 * their protobuf numbers but for those in a table. Functions only.
 */
final class FieldOrder {
    private static final Map<String, List<String>> TABLE = table();

    private FieldOrder() {}

    /** The fields of a structure, those of what is inlined among them; none of one that has no message. */
    static List<MessageField> of(String structure) {
        MessageDeclaration declared = BuiltinMessages.instance().find(structure);
        if (declared == null) {
            return List.of();
        }
        List<MessageField> ordered = new ArrayList<>(declared.fields());
        List<String> names = TABLE.get(structure);
        if (names != null) {
            ordered.sort(Comparator.comparingInt(field -> names.indexOf(field.name())));
        }
        List<MessageField> fields = new ArrayList<>();
        for (MessageField field : ordered) {
            if (field.name().isEmpty() && field.type() instanceof FieldType.Message(String inlined)) {
                fields.addAll(of(inlined));
            } else {
                fields.add(field);
            }
        }
        return fields;
    }

    private static Map<String, List<String>> table() {
        Map<String, List<String>> table = new HashMap<>();
        try (InputStream in = FieldOrder.class.getResourceAsStream("field-order.txt")) {
            if (in == null) {
                throw new IllegalStateException("the build has no field-order.txt");
            }
            new BufferedReader(new InputStreamReader(in, UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> List.of(line.split(" ")))
                    .forEach(words -> table.put(words.getFirst(), words.subList(1, words.size())));
            return Map.copyOf(table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
