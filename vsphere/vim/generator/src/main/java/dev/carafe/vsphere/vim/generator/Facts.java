package dev.carafe.vsphere.vim.generator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one table of facts says, in its order.
 *
 * <p>{@code since} names a version of the same namespace, or, as {@code vim25:6.5}, of the base; what came with a version of
 * the base is in the base's XML namespace.
 *
 * @param namespace the namespace's short name, such as {@code vim25}
 */
record Facts(
        String namespace, List<Version> versions, List<Managed> objects, List<Data> data, List<Enumeration> enums) {

    /** A version line: {@code version 8.0.3.0 vim.version.v8_0_3_0}; the identifier is {@code -} for the core's own. */
    record Version(String id, String name) {}

    /** A managed object with what it declares itself. */
    record Managed(
            String name,
            @Nullable String parent,
            @Nullable String since,
            String vmodl,
            List<Field> properties,
            List<Method> methods) {}

    /** A data type or, when {@code fault}, a fault, with the fields it declares itself. */
    record Data(
            String name,
            @Nullable String parent,
            @Nullable String since,
            String vmodl,
            boolean fault,
            List<Field> fields) {}

    /** An enum with its values as they are on the wire. */
    record Enumeration(String name, @Nullable String since, String vmodl, List<String> values) {}

    /**
     * A field, property or argument; the privilege is the one to read it, or the one checked on the
     * object passed; a secret is never to be written to a log.
     */
    record Field(
            String name,
            TypeRef type,
            @Nullable String since,
            @Nullable String privilege,
            boolean secret) {}

    /** A method; {@code taskResult} is what the task it returns ends with. */
    record Method(
            String wsdl,
            String vmodl,
            List<Field> parameters,
            TypeRef result,
            @Nullable TypeRef taskResult,
            @Nullable String since,
            @Nullable String privilege,
            List<String> faults) {}
}
