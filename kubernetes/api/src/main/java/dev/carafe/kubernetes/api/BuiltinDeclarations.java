package dev.carafe.kubernetes.api;

import dev.carafe.kubernetes.apimachinery.protobuf.FieldType;
import dev.carafe.kubernetes.apimachinery.protobuf.FieldType.Scalar;
import dev.carafe.kubernetes.apimachinery.protobuf.MessageDeclaration;
import dev.carafe.kubernetes.apimachinery.protobuf.MessageField;
import dev.carafe.kubernetes.apimachinery.schema.Declarations;
import dev.carafe.kubernetes.apimachinery.schema.FieldDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.Notation;
import dev.carafe.kubernetes.apimachinery.schema.StructDeclaration;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The structures of the built-in kinds. A package is read, and a structure parsed, when it is first asked for. */
public final class BuiltinDeclarations implements Declarations {
    private static final BuiltinDeclarations INSTANCE = new BuiltinDeclarations();

    /** The types whose zero Go can leave out. */
    private static final Set<FieldType> ZEROED =
            Set.of(Scalar.STRING, Scalar.BOOLEAN, Scalar.INT32, Scalar.INT64, Scalar.FLOAT64, Scalar.BYTES);

    private final ConcurrentHashMap<String, Optional<Struct>> packages = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Optional<StructDeclaration>> structures = new ConcurrentHashMap<>();

    private BuiltinDeclarations() {}

    /** The one table; it is immutable to its users. */
    public static BuiltinDeclarations instance() {
        return INSTANCE;
    }

    @Override
    public @Nullable StructDeclaration find(String name) {
        return structures.computeIfAbsent(name, this::parse).orElse(null);
    }

    private Optional<StructDeclaration> parse(String name) {
        int dot = name.lastIndexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        return packages.computeIfAbsent(
                        name.substring(0, dot), packageName -> DeclarationResource.find("schemas", packageName))
                .map(types -> types.struct(name.substring(dot + 1)))
                .map(type -> declare(name, type));
    }

    /** Whether Go neither holds a field by pointer nor writes it where it is zero: what the layout of its message tells. */
    private static boolean omitsZero(String structure, FieldDeclaration field) {
        MessageDeclaration message = BuiltinMessages.instance().find(structure);
        return message != null
                && !field.required()
                && message.fields().stream().anyMatch(each -> omitsZero(each, field));
    }

    private static boolean omitsZero(MessageField each, FieldDeclaration field) {
        if (each.name().isEmpty() && each.type() instanceof FieldType.Message(String embedded)) {
            return omitsZero(embedded, field);
        }
        return each.name().equals(field.name()) && ZEROED.contains(each.type()) && !each.pointer() && !each.always();
    }

    private static StructDeclaration declare(String name, Struct type) {
        List<FieldDeclaration> fields = DeclarationResource.strings(type, "f").stream()
                .map(Notation::parse)
                .map(field -> omitsZero(name, field) ? field.omittingZero() : field)
                .toList();
        String mapType = DeclarationResource.strings(type, "x").stream()
                .filter(attribute -> attribute.startsWith("mt="))
                .map(attribute -> attribute.substring("mt=".length()))
                .findFirst()
                .orElse("");
        return new StructDeclaration(name, fields, mapType);
    }
}
