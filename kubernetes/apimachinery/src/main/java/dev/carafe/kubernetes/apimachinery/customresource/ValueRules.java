package dev.carafe.kubernetes.apimachinery.customresource;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.regex.Regex;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What one node of a schema says of a value, without its parts. Functions only. */
final class ValueRules {
    /** Patterns that are kept compiled, at most. */
    private static final int PATTERNS_MAX = 10_000;

    private static final ConcurrentHashMap<String, Optional<Pattern>> PATTERNS = new ConcurrentHashMap<>();

    private final Object value;
    private final Struct schema;
    private final FieldPath path;
    private final List<FieldError> errors;

    private ValueRules(Object value, Struct schema, FieldPath path, List<FieldError> errors) {
        this.value = value;
        this.schema = schema;
        this.path = path;
        this.errors = errors;
    }

    static void check(Object value, CustomSchema schema, FieldPath path, List<FieldError> errors) {
        if (value == Null.NULL && schema.isNullable()) {
            return;
        }
        ValueRules rules = new ValueRules(value, schema.source(), path, errors);
        rules.type(schema);
        rules.values();
        switch (value) {
            case String text -> rules.text(text);
            case Long number -> {
                rules.width(number);
                rules.number(BigDecimal.valueOf(number));
            }
            case Double number -> rules.number(BigDecimal.valueOf(number));
            case List<?> list -> rules.list(list);
            case Struct struct -> rules.struct(struct);
            default -> {}
        }
    }

    private void type(CustomSchema of) {
        String given = typeOf(value);
        if (of.isIntOrString()) {
            if (!given.equals("string") && !given.equals("integer")) {
                wrongType("integer,string", given);
            }
            return;
        }
        String wanted = of.type();
        boolean right = wanted.isEmpty()
                || wanted.equals(given)
                || (wanted.equals("number") && given.equals("integer"))
                || (wanted.equals("integer") && value instanceof Double number && number == Math.rint(number));
        if (!right) {
            wrongType(wanted, given);
        }
    }

    /** Upstream shows the type of a value that is of a wrong one rather than the value. */
    private void wrongType(String wanted, String given) {
        errors.add(FieldError.typeInvalid(path, given, says("must be of type " + wanted + ": " + Quoted.of(given))));
        if (wanted.equals("integer") && given.equals("number")) {
            errors.add(FieldError.invalid(
                    FieldPath.of("<nil>"), "", "Checked value must be of type integer (default format) in " + path));
        }
    }

    private static String typeOf(Object value) {
        return switch (value) {
            case String _ -> "string";
            case Boolean _ -> "boolean";
            case Long _ -> "integer";
            case Double _ -> "number";
            case List<?> _ -> "array";
            case Struct _ -> "object";
            default -> "null";
        };
    }

    private String says(String what) {
        return path + " in body " + what;
    }

    private void invalid(Object shown, String what) {
        errors.add(FieldError.invalid(path, shown, says(what)));
    }

    private void values() {
        if (!(schema.get("enum") instanceof List<?> allowed) || allowed.isEmpty() || allowed.contains(value)) {
            return;
        }
        List<String> shown = new ArrayList<>();
        for (Object one : allowed) {
            shown.add(one instanceof String text ? text : new String(Json.encode(one), StandardCharsets.UTF_8));
        }
        errors.add(FieldError.notSupported(path, value == Null.NULL ? "" : value, shown));
    }

    private @Nullable Long limit(String field) {
        return schema.get(field) instanceof Number number ? number.longValue() : null;
    }

    private void text(String text) {
        int length = text.codePointCount(0, text.length());
        Long most = limit("maxLength");
        if (most != null && length > most) {
            errors.add(FieldError.tooLong(path, most.intValue()));
            return; // upstream tells the first of these
        }
        Long least = limit("minLength");
        if (least != null && length < least) {
            invalid(text, "should be at least " + least + " chars long");
            return;
        }
        String pattern = schema.string("pattern");
        if (pattern != null && !pattern.isEmpty() && !matches(pattern, text)) {
            invalid(text, "should match '" + pattern + "'");
        }
        String format = schema.string("format");
        if (format != null && !Formats.isValid(format, text)) {
            errors.add(FieldError.typeInvalid(path, text, says("must be of type " + format + ": " + Quoted.of(text))));
        }
    }

    /** Whether a pattern is found in a text, in time linear in both; one that cannot be read finds nothing. */
    private static boolean matches(String pattern, String text) {
        if (PATTERNS.size() > PATTERNS_MAX) {
            PATTERNS.clear();
        }
        return PATTERNS.computeIfAbsent(pattern, ValueRules::compile)
                .map(compiled -> compiled.matcher(text).find())
                .orElse(false);
    }

    private static Optional<Pattern> compile(String pattern) {
        try {
            return Optional.of(Regex.compile(pattern));
        } catch (PatternSyntaxException _) {
            return Optional.empty();
        }
    }

    /** Upstream's error of this sort names no field. */
    private void width(long number) {
        if ("int32".equals(schema.string("format")) && number != (int) number) {
            errors.add(FieldError.invalid(
                    FieldPath.of("<nil>"), "", "Checked value must be of type integer with format int32 in " + path));
        }
    }

    private void number(BigDecimal number) {
        bound(number, "minimum", "exclusiveMinimum", -1, "greater than");
        bound(number, "maximum", "exclusiveMaximum", 1, "less than");
        if (schema.get("multipleOf") instanceof Number factor) {
            BigDecimal of = new BigDecimal(factor.toString());
            if (of.signum() > 0 && number.remainder(of).signum() != 0) {
                invalid(value, "should be a multiple of " + factor);
            }
        }
    }

    private void bound(BigDecimal number, String field, String exclusively, int wrongSide, String word) {
        if (!(schema.get(field) instanceof Number limit)) {
            return;
        }
        boolean exclusive = Boolean.TRUE.equals(schema.get(exclusively));
        int side = number.compareTo(new BigDecimal(limit.toString()));
        if (side == wrongSide || (exclusive && side == 0)) {
            invalid(value, "should be " + word + (exclusive ? " " : " or equal to ") + limit);
        }
    }

    private void list(List<?> list) {
        Long least = limit("minItems");
        if (least != null && list.size() < least) {
            invalid((long) list.size(), "should have at least " + least + " items");
        }
        Long most = limit("maxItems");
        if (most != null && list.size() > most) {
            errors.add(FieldError.tooMany(path, list.size(), most.intValue()));
        }
        if (Boolean.TRUE.equals(schema.get("uniqueItems")) && new HashSet<Object>(list).size() < list.size()) {
            invalid(list, "shouldn't contain duplicates");
        }
    }

    private void struct(Struct struct) {
        Long least = limit("minProperties");
        if (least != null && struct.size() < least) {
            invalid((long) struct.size(), "should have at least " + least + " properties");
        }
        Long most = limit("maxProperties");
        if (most != null && struct.size() > most) {
            errors.add(FieldError.tooMany(path, struct.size(), most.intValue()));
        }
    }
}
