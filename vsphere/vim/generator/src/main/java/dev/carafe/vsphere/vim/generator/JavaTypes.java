package dev.carafe.vsphere.vim.generator;

/** Which Java type stands for a type of the tables, seen from one namespace's package. */
final class JavaTypes {
    private final Model model;
    private final String from;

    JavaTypes(Model model, String from) {
        this.model = model;
        this.from = from;
    }

    /** The type of a record's component or a method's result: {@code @Nullable Integer}, {@code List<VirtualDevice>}. */
    String of(TypeRef type, String declaredIn) {
        if (type.array()) {
            return "List<" + element(type, declaredIn) + ">";
        }
        if (type.optional()) {
            return nullable(element(type, declaredIn));
        }
        return type.reference() ? element(type, declaredIn) : primitive(type.name(), declaredIn);
    }

    /** The type that a builder or a caller may hand in: as {@link #of}, but lists of any subtype. */
    String parameter(TypeRef type, String declaredIn) {
        return type.array() ? "List<? extends " + element(type, declaredIn) + ">" : of(type, declaredIn);
    }

    /** The type as an object, without regard to array and absence. */
    String element(TypeRef type, String declaredIn) {
        if (type.reference()) {
            ManagedModel managed = model.managed(declaredIn, type.name());
            if (managed.isRoot()) {
                return "ManagedObjectReference<?>";
            }
            String bound = managed.hasSubtypes() ? "? extends " : "";
            return "ManagedObjectReference<" + bound + qualified(managed.namespace, managed.javaName()) + ">";
        }
        return switch (type.name()) {
            case "string", "typeName", "propertyPath", "methodName" -> "String";
            case "boolean" -> "Boolean";
            case "byte" -> "Byte";
            case "short" -> "Short";
            case "int" -> "Integer";
            case "long" -> "Long";
            case "float" -> "Float";
            case "double" -> "Double";
            case "dateTime" -> "Instant";
            case "base64Binary" -> "Binary";
            case "any" -> "Object";
            default -> named(type.name(), declaredIn);
        };
    }

    /** Reads a value from an array of values: a cast, or the runtime's default where null must become a number. */
    String read(TypeRef type, String declaredIn, String expression) {
        if (type.array()) {
            return "(" + of(type, declaredIn) + ") Absent.list(" + expression + ")";
        }
        if (!type.optional() && !type.reference()) {
            switch (type.name()) {
                case "boolean", "byte", "short", "int", "long", "float", "double" -> {
                    return "Absent." + type.name() + "Value(" + expression + ")";
                }
                default -> {}
            }
        }
        String element = element(type, declaredIn);
        return element.equals("Object") ? expression : "(" + element + ") " + expression;
    }

    /** A class of a namespace as this package names it. */
    String qualified(String namespace, String javaName) {
        return namespace.equals(from) ? javaName : JavaNames.packageOf(namespace) + "." + javaName;
    }

    private String named(String name, String declaredIn) {
        return qualified(model.owner(declaredIn, name).name(), JavaNames.classOf(name));
    }

    private String primitive(String name, String declaredIn) {
        return switch (name) {
            case "boolean", "byte", "short", "int", "long", "float", "double" -> name;
            default -> element(new TypeRef(name, false, false, false), declaredIn);
        };
    }

    /** The annotation stands before the simple name, also of a qualified one. */
    private static String nullable(String type) {
        int generic = type.indexOf('<');
        int dot = type.lastIndexOf('.', generic < 0 ? type.length() : generic);
        return type.substring(0, dot + 1) + "@Nullable " + type.substring(dot + 1);
    }
}
