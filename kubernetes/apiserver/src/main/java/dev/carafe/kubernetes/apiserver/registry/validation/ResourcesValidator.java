package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.core.v1.ResourceRequirements;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Amounts of resources that are asked for and allowed. */
final class ResourcesValidator {
    static final String QUANTITY_FORM =
            "quantities must match the regular expression" + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    /** Resources of which there are so and so many. */
    static final Set<String> COUNTED = Set.of(
            "pods",
            "resourcequotas",
            "services",
            "replicationcontrollers",
            "secrets",
            "configmaps",
            "persistentvolumeclaims",
            "services.nodeports",
            "services.loadbalancers");

    private static final int MILLIS = 1_000;
    private static final Set<String> OF_CONTAINERS = Set.of("cpu", "memory", "ephemeral-storage");

    private ResourcesValidator() {}

    static void container(ResourceRequirements resources, FieldPath path, List<FieldError> errors) {
        Struct limits = Objects.requireNonNullElse(resources.struct().struct("limits"), Struct.EMPTY);
        Struct requests = Objects.requireNonNullElse(resources.struct().struct("requests"), Struct.EMPTY);
        limits.forEach((name, value) -> amount(name, value, path.child("limits").key(name), errors));
        requests.forEach((name, value) -> {
            Optional<Quantity> request =
                    amount(name, value, path.child("requests").key(name), errors);
            Optional<Quantity> limit =
                    limits.has(name) ? Optional.of(Quantity.ofValue(limits.get(name))) : Optional.empty();
            if (request.isPresent() && limit.isPresent() && request.get().compareTo(limit.get()) > 0) {
                errors.add(FieldError.invalid(
                        path.child("requests"),
                        request.get().toString(),
                        "must be less than or equal to " + name + " limit of " + limit.get()));
            }
        });
    }

    private static Optional<Quantity> amount(String name, Object value, FieldPath path, List<FieldError> errors) {
        Check.rule(errors, path, name, Names.qualifiedName(name));
        if (name.indexOf('/') < 0 && !OF_CONTAINERS.contains(name) && !name.startsWith("hugepages-")) {
            errors.add(FieldError.invalid(path, name, "must be a standard resource for containers"));
        }
        return quantity(value, path, errors);
    }

    /** A quantity that is well-formed and not negative. */
    static Optional<Quantity> quantity(Object value, FieldPath path, List<FieldError> errors) {
        Optional<Quantity> quantity = Quantity.parse(value.toString());
        if (quantity.isEmpty()) {
            errors.add(FieldError.invalid(path, value, QUANTITY_FORM));
        } else if (quantity.get().signum() < 0) {
            errors.add(FieldError.invalid(path, quantity.get().toString(), "must be greater than or equal to 0"));
        }
        return quantity;
    }

    /** As {@link #quantity}, and whole where half of one makes no sense: of what is counted, and of devices. */
    static void amountOf(String resource, Object value, FieldPath path, List<FieldError> errors) {
        boolean extended = resource.indexOf('/') >= 0
                && !resource.contains("kubernetes.io/")
                && !resource.startsWith("requests.")
                && Names.qualifiedName("requests." + resource).isEmpty();
        Optional<Quantity> amount = quantity(value, path, errors);
        if ((extended || COUNTED.contains(resource))
                && amount.isPresent()
                && amount.get().milliValue() % MILLIS != 0) {
            errors.add(FieldError.invalid(path, amount.get().toString(), "must be an integer"));
        }
    }

    /** A map of resources to quantities, whatever the resources. */
    static void list(Struct parent, String field, FieldPath path, List<FieldError> errors) {
        Struct list = Objects.requireNonNullElse(parent.struct(field), Struct.EMPTY);
        list.forEach((name, value) -> quantity(value, path.child(field).key(name), errors));
    }
}
