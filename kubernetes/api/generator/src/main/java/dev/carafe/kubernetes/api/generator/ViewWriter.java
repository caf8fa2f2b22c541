package dev.carafe.kubernetes.api.generator;

import dev.carafe.kubernetes.apimachinery.schema.FieldDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.Notation;
import dev.carafe.kubernetes.apimachinery.schema.TypeRef;
import java.util.List;

/** Writes the Java source of one structure's typed view. */
final class ViewWriter {
    private static final TypeRef OBJECT_META = new TypeRef.Named("apimachinery.pkg.apis.meta.v1.ObjectMeta");
    private static final TypeRef LIST_META = new TypeRef.Named("apimachinery.pkg.apis.meta.v1.ListMeta");

    private ViewWriter() {}

    static String write(String name, Facts.Schema schema) {
        List<FieldDeclaration> fields =
                schema.fields().stream().map(Notation::parse).toList();
        String type = JavaNames.classOf(name);
        StringBuilder out = new StringBuilder();
        out.append("""
                package %s;

                import dev.carafe.kubernetes.api.ApiList;
                import dev.carafe.kubernetes.api.ApiObject;
                import dev.carafe.kubernetes.apimachinery.intstr.IntOrString;
                import dev.carafe.kubernetes.apimachinery.resource.Quantity;
                import dev.carafe.kubernetes.apimachinery.value.Struct;
                import dev.carafe.kubernetes.apimachinery.value.Times;
                import dev.carafe.kubernetes.apimachinery.value.View;
                import java.time.Instant;
                import java.util.List;
                import java.util.Map;
                import java.util.Optional;

                /** A typed view of {@code %s}. */
                public final class %s extends View%s {
                    /** The view of a tree. */
                    public %s(Struct struct) {
                        super(struct);
                    }

                    /** %s */
                    public %s() {
                        super(%s);
                    }
                """.formatted(
                        JavaNames.packageOf(name),
                        name,
                        type,
                        interfaceOf(type, schema, fields),
                        type,
                        isKind(schema) ? "A new object, with its kind and API version." : "The view without fields.",
                        type,
                        emptyOf(schema)));
        for (FieldDeclaration field : fields) {
            out.append(field(type, field));
        }
        return out.append("}\n").toString();
    }

    private static String field(String type, FieldDeclaration field) {
        JavaType java = JavaType.of(field.type());
        String quoted = '"' + field.name().replace("$", "\\u0024") + '"';
        return """

                    public %s %s() {
                        return %s;
                    }

                    public boolean has%s() {
                        return has(%s);
                    }

                    public %s with%s(%s value) {
                        return new %s(struct().with(%s, %s));
                    }

                    public %s without%s() {
                        return new %s(struct().without(%s));
                    }
                """.formatted(
                        java.name(),
                        JavaNames.accessor(field.name()),
                        java.read().formatted(quoted),
                        JavaNames.capitalised(field.name()),
                        quoted,
                        type,
                        JavaNames.capitalised(field.name()),
                        java.parameter(),
                        type,
                        quoted,
                        java.toValue().formatted("value"),
                        type,
                        JavaNames.capitalised(field.name()),
                        type,
                        quoted);
    }

    private static String interfaceOf(String type, Facts.Schema schema, List<FieldDeclaration> fields) {
        if (!isKind(schema)) {
            return "";
        }
        TypeRef metadata = fields.stream()
                .filter(field -> field.name().equals("metadata"))
                .map(FieldDeclaration::type)
                .findFirst()
                .orElse(TypeRef.Scalar.ANY);
        if (metadata.equals(OBJECT_META)) {
            return " implements ApiObject<" + type + ">";
        }
        boolean list = metadata.equals(LIST_META);
        return fields.stream()
                .filter(field -> list && field.name().equals("items"))
                .map(field -> JavaType.of(field.type()).name())
                .map(items -> " implements ApiList<" + items.substring("List<".length()))
                .findFirst()
                .orElse("");
    }

    /** Whether objects of this structure stand alone; a structure that is a kind in many groups (options) names none. */
    private static boolean isKind(Facts.Schema schema) {
        return schema.gvks().size() == 1;
    }

    private static String emptyOf(Facts.Schema schema) {
        if (!isKind(schema)) {
            return "Struct.EMPTY";
        }
        String gvk = schema.gvks().getFirst();
        int slash = gvk.lastIndexOf('/');
        String groupVersion = gvk.substring(0, slash);
        return "Struct.of(\"apiVersion\", \"%s\", \"kind\", \"%s\")"
                .formatted(
                        groupVersion.startsWith("/") ? groupVersion.substring(1) : groupVersion,
                        gvk.substring(slash + 1));
    }
}
