package dev.carafe.kubernetes.apimachinery.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.kubernetes.apimachinery.fields.FieldSelector;
import dev.carafe.kubernetes.apimachinery.jsonpath.JsonPath;
import dev.carafe.kubernetes.apimachinery.jsonpath.JsonPathException;
import dev.carafe.kubernetes.apimachinery.labels.LabelSelector;
import dev.carafe.kubernetes.apimachinery.labels.SelectorException;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.serializer.MediaType;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The short texts of requests: selectors of both kinds, paths, quantities and media types. */
public final class SelectorFuzz {
    static final List<String> SEEDS = List.of(
            "a=b,c!=d,e in (f,g),h notin (i),!j,k,l>3",
            "metadata.name=x,spec.nodeName!=a\\,b",
            "{.items[?(@.a==\"b\")].c[0:2]}",
            ".spec.list[*]['x y']",
            "1500m",
            "-1.5Ei",
            "12e3",
            "application/json;as=Table;v=v1;g=meta.k8s.io,*/*;q=0.8");

    private static final Struct OBJECT =
            Struct.of("spec", Struct.of("list", List.of(Struct.of("a", "b", "c", 1L), "x")), "a", 7L);

    private SelectorFuzz() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        try {
            LabelSelector selector = LabelSelector.parse(text);
            selector.matches(Map.of("a", "b", "l", "4"));
            if (!LabelSelector.parse(selector.toString()).equals(selector)) {
                throw new IllegalStateException(selector + " is read as another");
            }
        } catch (SelectorException _) {
            // refused
        }
        try {
            FieldSelector selector = FieldSelector.parse(text);
            if (!FieldSelector.parse(selector.toString()).equals(selector)) {
                throw new IllegalStateException(selector + " is read as another");
            }
        } catch (SelectorException _) {
            // refused
        }
        try {
            JsonPath.parse(text).find(OBJECT);
        } catch (JsonPathException _) {
            // refused
        }
        Optional<Quantity> quantity = Quantity.parse(text);
        quantity.ifPresent(read -> {
            if (Quantity.parse(read.toString()).orElseThrow().compareTo(read) != 0) {
                throw new IllegalStateException(text + " is written as " + read);
            }
            read.value();
            read.milliValue();
        });
        MediaType.parseAccept(text).forEach(type -> type.includes("application/json"));
    }
}
