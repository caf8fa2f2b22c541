package dev.carafe.kubernetes.apimachinery.customresource;

import dev.carafe.kubernetes.apimachinery.value.Struct;

/** A rule in CEL of a schema (apiextensions/v1 ValidationRule). Immutable. */
public final class ValidationRule {
    private final Struct source;

    ValidationRule(Struct source) {
        this.source = source;
    }

    /** The rule as it was written. */
    Struct source() {
        return source;
    }

    private String text(String field) {
        String value = source.string(field);
        return value == null ? "" : value;
    }

    /** The expression that must be true. */
    public String rule() {
        return text("rule");
    }

    public String message() {
        return text("message");
    }

    /** An expression that makes the message; empty where there is none. */
    public String messageExpression() {
        return text("messageExpression");
    }

    /** What sort of error a failure is: FieldValueInvalid, FieldValueForbidden and the like; empty where it does not say. */
    public String reason() {
        return text("reason");
    }

    /** Which field below the rule's own is named; empty for its own. */
    public String fieldPath() {
        return text("fieldPath");
    }

    /** Whether the old value is optional, so that the rule holds without one too. */
    public boolean isOldSelfOptional() {
        return Boolean.TRUE.equals(source.get("optionalOldSelf"));
    }

    /** What users are told of the rule. */
    String shown() {
        return (message().isEmpty() ? rule() : message()).strip();
    }
}
