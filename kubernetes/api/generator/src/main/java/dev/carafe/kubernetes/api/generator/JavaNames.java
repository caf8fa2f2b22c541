package dev.carafe.kubernetes.api.generator;

import java.util.Set;

/** Which Java package, class and method stands for a name of the facts table. */
final class JavaNames {
    static final String ROOT = "dev.carafe.kubernetes.api";

    /** Words that Java keeps for itself, and methods that every object already has. */
    private static final Set<String> TAKEN = Set.of(
            "default",
            "continue",
            "enum",
            "static",
            "class",
            "wait",
            "notify",
            "hashCode",
            "toString",
            "getClass",
            "for",
            "new",
            "if",
            "else",
            "import",
            "package",
            "switch",
            "case",
            "int",
            "long",
            "struct",
            "isEmpty");

    private JavaNames() {}

    /** The package of {@code api.core.v1.PodSpec}: {@code dev.carafe.kubernetes.api.core.v1}. */
    static String packageOf(String schema) {
        String[] parts = schema.split("\\.");
        return ROOT + "." + parts[parts.length - 3] + "." + parts[parts.length - 2];
    }

    static String classOf(String schema) {
        return schema.substring(schema.lastIndexOf('.') + 1);
    }

    static String qualified(String schema) {
        return packageOf(schema) + "." + classOf(schema);
    }

    /** The accessor of a field: {@code nodeName}, {@code dollarRef}, {@code xKubernetesListType}, {@code defaultValue}. */
    static String accessor(String field) {
        StringBuilder name = new StringBuilder();
        boolean upper = false;
        for (char c : field.replace("$", "dollar-").toCharArray()) {
            if (c == '-') {
                upper = true;
            } else {
                name.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            }
        }
        return TAKEN.contains(name.toString()) ? name + "Value" : name.toString();
    }

    /** The accessor's name with a capital, as in {@code withNodeName}. */
    static String capitalised(String field) {
        String accessor = accessor(field);
        return Character.toUpperCase(accessor.charAt(0)) + accessor.substring(1);
    }

    /** A constant's name for a plural such as {@code networkpolicies}: {@code NETWORKPOLICIES}. */
    static String constant(String plural) {
        return plural.toUpperCase(java.util.Locale.ROOT);
    }
}
