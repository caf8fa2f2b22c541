package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.core.v1.NodeSelectorRequirement;
import dev.carafe.kubernetes.api.core.v1.NodeSelectorTerm;
import dev.carafe.kubernetes.api.resource.v1.DeviceAttribute;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A structure as errors show it: upstream's internal types have all their fields always, with a capital first letter. */
public final class InternalForm {
    private InternalForm() {}

    /** The fields named, in that order; those that are not there are null. */
    public static Struct of(Struct struct, String... names) {
        Struct.Builder out = Struct.builder();
        for (String name : names) {
            String shown = name.startsWith("seL")
                    ? "SEL" + name.substring(3) // upstream's own exception
                    : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
            out.put(shown, Objects.requireNonNullElse(struct.get(name), Null.NULL));
        }
        return out.build();
    }

    /** What is told of a device. */
    public static Struct values(DeviceAttribute attribute) {
        Struct.Builder out = Struct.builder();
        for (String name : List.of("int", "bool", "string", "version", "ints", "bools", "strings", "versions")) {
            String type = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
            String shown = type.endsWith("s") ? type.substring(0, type.length() - 1) + "Values" : type + "Value";
            out.put(shown, Objects.requireNonNullElse(attribute.struct().get(name), Null.NULL));
        }
        return out.build();
    }

    /** Terms of a node selector. */
    public static List<Struct> terms(List<NodeSelectorTerm> terms) {
        return terms.stream()
                .map(term -> Struct.of(
                        "MatchExpressions", requirements(term.matchExpressions()),
                        "MatchFields", requirements(term.matchFields())))
                .toList();
    }

    private static Object requirements(List<NodeSelectorRequirement> requirements) {
        return requirements.isEmpty()
                ? Null.NULL
                : requirements.stream()
                        .map(requirement -> of(requirement.struct(), "key", "operator", "values"))
                        .toList();
    }
}
