package dev.carafe.kubernetes.apimachinery.errors;

import dev.carafe.kubernetes.apimachinery.value.Struct;

/**
 * One of several reasons for a failure; parts that do not apply are empty.
 *
 * @param reason for machines, such as {@code FieldValueRequired}
 * @param message for people
 * @param field the path of the field at fault
 */
public record StatusCause(String reason, String message, String field) {
    Struct toStruct() {
        Struct.Builder builder = Struct.builder();
        StatusDetails.put(builder, "reason", reason);
        StatusDetails.put(builder, "message", message);
        StatusDetails.put(builder, "field", field);
        return builder.build();
    }
}
