package dev.carafe.kubernetes.apimachinery.serializer;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.stream.IntStream;

/** Writes one value in block style, as go-yaml version 2 does, but without folding long lines. */
final class YamlWriter {
    private final StringBuilder out = new StringBuilder();

    String write(Object value) {
        value(value, 0);
        return out.toString();
    }

    /** Writes from the present column on, which holds the value's first line, and ends the last line. */
    private void value(Object value, int indent) {
        switch (value) {
            case Struct struct when !struct.isEmpty() -> mapping(struct, indent);
            case List<?> list when !list.isEmpty() -> sequence(list, indent);
            case Struct _ -> out.append("{}\n");
            case List<?> _ -> out.append("[]\n");
            case String text -> out.append(YamlStrings.value(text, indent)).append('\n');
            default -> out.append(Json.toString(value)).append('\n');
        }
    }

    private void mapping(Struct struct, int indent) {
        List<Integer> order = IntStream.range(0, struct.size())
                .boxed()
                .sorted((a, b) -> YamlStrings.KEY_ORDER.compare(struct.nameAt(a), struct.nameAt(b)))
                .toList();
        boolean first = true;
        for (int position : order) {
            if (!first) {
                indent(indent);
            }
            first = false;
            out.append(YamlStrings.key(struct.nameAt(position))).append(':');
            Object value = struct.valueAt(position);
            switch (value) {
                case Struct nested
                when !nested.isEmpty() -> {
                    out.append('\n');
                    indent(indent + 2);
                    mapping(nested, indent + 2);
                }
                case List<?> list
                when !list.isEmpty() -> {
                    out.append('\n');
                    indent(indent);
                    sequence(list, indent);
                }
                default -> {
                    out.append(' ');
                    value(value, indent + 2);
                }
            }
        }
    }

    private void sequence(List<?> list, int indent) {
        boolean first = true;
        for (Object item : list) {
            if (!first) {
                indent(indent);
            }
            first = false;
            out.append("- ");
            value(item, indent + 2);
        }
    }

    private void indent(int columns) {
        out.repeat(' ', columns);
    }
}
