package dev.carafe.kubernetes.apimachinery.cel;

import com.google.common.collect.ImmutableSet;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The types that an expression makes patches of: {@code Object} and what is below it, which take every field, and {@code
 * JSONPatch} (k8s.io/apiserver/pkg/cel/mutation). Of one expression, which says what fields there can be.
 */
@SuppressWarnings("Immutable") // nothing of it changes
final class PatchTypes {
    private static final String OBJECT = "Object";
    private static final StructType JSON_PATCH =
            StructType.create("JSONPatch", ImmutableSet.of("op", "from", "path", "value"), PatchTypes::ofOperation);
    private static final Pattern IDENTIFIER = Pattern.compile("[_a-zA-Z][_a-zA-Z0-9]*");

    static final CelFunctionDecl ESCAPE = CelFunctionDecl.newFunctionDeclaration(
            "jsonpatch.escapeKey",
            CelOverloadDecl.newGlobalOverload(
                    "string_jsonpatch_escapeKey_string", SimpleType.STRING, SimpleType.STRING));

    private final ImmutableSet<String> fields;

    private PatchTypes(ImmutableSet<String> fields) {
        this.fields = fields;
    }

    static PatchTypes of(String source) {
        return new PatchTypes(IDENTIFIER
                .matcher(source)
                .results()
                .map(found -> found.group())
                .collect(ImmutableSet.toImmutableSet()));
    }

    private static Optional<CelType> ofOperation(String field) {
        return Optional.of(field.equals("value") ? SimpleType.DYN : SimpleType.STRING);
    }

    Optional<CelType> find(String name) {
        if (name.equals(JSON_PATCH.name())) {
            return Optional.of(JSON_PATCH);
        }
        return name.equals(OBJECT) || name.startsWith(OBJECT + ".")
                ? Optional.of(StructType.create(name, fields, _ -> Optional.of(SimpleType.DYN)))
                : Optional.empty();
    }
}
