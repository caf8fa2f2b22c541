package dev.carafe.kubernetes.apiserver.registry.validation.device;

import dev.carafe.kubernetes.apimachinery.cel.CelCompileException;
import dev.carafe.kubernetes.apimachinery.cel.CelEnvironment;
import dev.carafe.kubernetes.apimachinery.cel.CheckedExpression;
import dev.carafe.kubernetes.apimachinery.cel.DeclType;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.featuregate.FeatureGate;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Expressions over one device, {@code device} in them (k8s.io/dynamic-resource-allocation/cel). Immutable and thread-safe. */
final class DeviceExpressions {
    /** The most that one expression can cost, and that all together can cost which derive a claim's attributes. */
    static final long COST_MAX = 1_000_000;

    private static final int EXPRESSION_BYTES_MAX = 10 * 1024;

    /** The longest domain of an attribute, and how many attributes and capacities a device has at most. */
    private static final long DOMAIN_MAX = 63;

    private static final long ENTRIES_MAX = 32;
    private static final long VALUE_MAX = 64;

    /** Made when the first expression is looked at; a server has one for its features. */
    private static final Map<DeviceExpressions, CelEnvironment> ENVIRONMENTS = new ConcurrentHashMap<>();

    private final boolean lists;
    private final boolean shared;

    private DeviceExpressions(boolean lists, boolean shared) {
        this.lists = lists;
        this.shared = shared;
    }

    /** Expressions as features let them be. */
    static DeviceExpressions of(FeatureGate features) {
        return new DeviceExpressions(
                features.isEnabled("DRAListTypeAttributes"), features.isEnabled("DRAConsumableCapacity"));
    }

    /** Whether attributes can have several values, so that an expression may yield a list. */
    boolean lists() {
        return lists;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DeviceExpressions that && that.lists == lists && that.shared == shared;
    }

    @Override
    public int hashCode() {
        return (lists ? 2 : 0) + (shared ? 1 : 0);
    }

    /** The expression where it can be compiled; where not, empty, and the errors say why. */
    Optional<CheckedExpression> check(String expression, FieldPath path, List<FieldError> errors) {
        if (expression.getBytes(StandardCharsets.UTF_8).length > EXPRESSION_BYTES_MAX) {
            errors.add(FieldError.tooLong(path, EXPRESSION_BYTES_MAX));
            return Optional.empty();
        }
        try {
            return Optional.of(ENVIRONMENTS
                    .computeIfAbsent(this, DeviceExpressions::environment)
                    .check(expression));
        } catch (CelCompileException e) {
            errors.add(FieldError.invalid(path, expression, "compilation failed: " + e.getMessage()));
            return Optional.empty();
        }
    }

    private CelEnvironment environment() {
        DeclType identifier = DeclType.text(DeclType.Kind.STRING, DeviceNames.IDENTIFIER_MAX);
        DeclType domain = DeclType.text(DeclType.Kind.STRING, DOMAIN_MAX);
        // a value that can be a list is of no type, so that expressions can walk over it
        DeclType value = lists ? DeclType.text(DeclType.Kind.DYN, VALUE_MAX) : DeclType.any(VALUE_MAX);
        Map<String, DeclType> fields = new HashMap<>();
        fields.put("driver", DeclType.text(DeclType.Kind.STRING, DeviceNames.DRIVER_MAX));
        fields.put("attributes", DeclType.map(domain, DeclType.map(identifier, value, ENTRIES_MAX), ENTRIES_MAX));
        fields.put(
                "capacity",
                DeclType.map(domain, DeclType.map(identifier, DeclType.QUANTITY, ENTRIES_MAX), ENTRIES_MAX));
        if (shared) {
            fields.put("allowMultipleAllocations", DeclType.BOOL);
        }
        return CelEnvironment.withBindings(Map.of("device", DeclType.object("kubernetes.DRADevice", fields, 0)));
    }
}
