package dev.carafe.kubernetes.apimachinery.patch;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Values as Go prints them with {@code %v}, which upstream's messages show. */
public final class GoPrint {
    private GoPrint() {}

    /** Such as {@code map[args:[a b] name:x]}, with sorted keys. */
    public static String show(Object value) {
        return switch (value) {
            case Struct struct ->
                IntStream.range(0, struct.size())
                        .mapToObj(i -> struct.nameAt(i) + ":" + show(struct.valueAt(i)))
                        .sorted()
                        .collect(Collectors.joining(" ", "map[", "]"));
            case List<?> list -> list.stream().map(GoPrint::show).collect(Collectors.joining(" ", "[", "]"));
            case String text -> text;
            case Number number -> Json.toString(number);
            case Boolean bool -> bool.toString();
            default -> "<nil>";
        };
    }
}
