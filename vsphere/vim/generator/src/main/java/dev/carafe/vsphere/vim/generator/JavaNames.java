package dev.carafe.vsphere.vim.generator;

import java.util.Locale;
import java.util.Set;

/** Which Java package, class, method and constant stands for a name of the tables. */
final class JavaNames {
    static final String ROOT = "dev.carafe.vsphere.vim";

    /** Words that Java keeps for itself, and methods that every record already has. */
    private static final Set<String> TAKEN = Set.of(
            "abstract",
            "boolean",
            "byte",
            "case",
            "class",
            "clone",
            "continue",
            "dataType",
            "default",
            "enum",
            "equals",
            "final",
            "finalize",
            "for",
            "getClass",
            "goto",
            "hashCode",
            "import",
            "int",
            "interface",
            "long",
            "new",
            "notify",
            "notifyAll",
            "package",
            "private",
            "public",
            "return",
            "short",
            "static",
            "switch",
            "this",
            "throw",
            "toString",
            "void",
            "wait");

    /** Classes that generated sources name without their package. */
    private static final Set<String> CLASSES = Set.of(
            "Object", "String", "Integer", "Long", "Boolean", "Short", "Byte", "Float", "Double", "List", "Instant");

    private JavaNames() {}

    static String packageOf(String namespace) {
        return ROOT + "." + namespace;
    }

    /** The class that stands for a whole namespace: {@code Vim25}. */
    static String namespaceClass(String namespace) {
        return capitalised(namespace);
    }

    /** @throws IllegalArgumentException when a class of this name would hide one that generated sources need */
    static String classOf(String type) {
        if (CLASSES.contains(type)) {
            throw new IllegalArgumentException("a type may not be called " + type);
        }
        return capitalised(type);
    }

    /** The accessor and builder method of a field: its own name wherever Java allows. */
    static String accessor(String field) {
        return TAKEN.contains(field) ? field + "Value" : field;
    }

    /** The Java method of a WSDL operation: {@code powerOnVM_Task}. */
    static String method(String wsdl) {
        return accessor(Character.toLowerCase(wsdl.charAt(0)) + wsdl.substring(1));
    }

    static String capitalised(String name) {
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    /** The constant of an enum's value: {@code POWERED_ON}, {@code MIGRATION_V1}. */
    static String constant(String value) {
        String words = value.replaceAll("[^A-Za-z0-9]", "_")
                .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .replaceAll("([A-Z])([A-Z][a-z])", "$1_$2")
                .toUpperCase(Locale.ROOT);
        return Character.isDigit(words.charAt(0)) ? "_" + words : words;
    }
}
