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
public final class ResourcesValidator {
    static final String QUANTITY_FORM =
            "quantities must match the regular expression" + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    /** Resources of which there are so and so many. */
    public static final Set<String> COUNTED = Set.of(
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

    private ResourcesValidator() {}

    /** Which names of resources there can be in some place. */
    public interface NameRule {
        void check(String name, FieldPath path, List<FieldError> errors);
    }

    /** What a container asks for and may use. */
    public static void container(ResourceRequirements resources, FieldPath path, List<FieldError> errors) {
        requirements(resources, ResourceNames::container, path, errors);
    }

    /** Both lists, where {@code rule} says which names they can have. */
    public static void requirements(
            ResourceRequirements resources, NameRule rule, FieldPath path, List<FieldError> errors) {
        Struct limits = Objects.requireNonNullElse(resources.struct().struct("limits"), Struct.EMPTY);
        Struct requests = Objects.requireNonNullElse(resources.struct().struct("requests"), Struct.EMPTY);
        limits.forEach(
                (name, value) -> amount(name, value, rule, path.child("limits").key(name), errors));
        requests.forEach((name, value) -> {
            Optional<Quantity> request =
                    amount(name, value, rule, path.child("requests").key(name), errors);
            Optional<Quantity> limit =
                    limits.has(name) ? Optional.of(Quantity.ofValue(limits.get(name))) : Optional.empty();
            if (request.isPresent()) {
                withinLimit(name, request.get(), limit, path, errors);
            }
        });
        boolean hugePages = hasHugePages(limits) || hasHugePages(requests);
        if (hugePages && !hasCpuOrMemory(limits) && !hasCpuOrMemory(requests)) {
            errors.add(FieldError.forbidden(path, "HugePages require cpu or memory"));
        }
    }

    /** Of resources that cannot be promised twice a limit is required, and the request is the limit. */
    private static void withinLimit(
            String name, Quantity request, Optional<Quantity> limit, FieldPath path, List<FieldError> errors) {
        boolean promisedTwice = ResourceNames.isNative(name) && !ResourceNames.isHugePages(name);
        FieldPath requests = path.child("requests");
        if (limit.isEmpty()) {
            if (!promisedTwice) {
                errors.add(FieldError.required(
                        path.child("limits"), "Limit must be set for non overcommitable resources"));
            }
        } else if (!promisedTwice && request.compareTo(limit.get()) != 0) {
            errors.add(FieldError.invalid(
                    requests, request.toString(), "must be equal to " + name + " limit of " + limit.get()));
        } else if (request.compareTo(limit.get()) > 0) {
            errors.add(FieldError.invalid(
                    requests,
                    request.toString(),
                    "must be less than or equal to " + name + " limit of " + limit.get()));
        }
    }

    private static boolean hasCpuOrMemory(Struct list) {
        return list.has("cpu") || list.has("memory");
    }

    private static boolean hasHugePages(Struct list) {
        for (int i = 0; i < list.size(); i++) {
            if (ResourceNames.isHugePages(list.nameAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Quantity> amount(
            String name, Object value, NameRule rule, FieldPath path, List<FieldError> errors) {
        rule.check(name, path, errors);
        Optional<Quantity> quantity = quantity(value, path, errors);
        if (quantity.isEmpty()) {
            return quantity;
        }
        if (ResourceNames.isExtended(name) && quantity.get().milliValue() % MILLIS != 0) {
            errors.add(FieldError.invalid(path, quantity.get().toString(), "must be an integer"));
        }
        if (ResourceNames.isHugePages(name) && !ResourceNames.isWholePages(name, quantity.get())) {
            errors.add(FieldError.invalid(
                    path, quantity.get().toString(), quantity.get() + " is not positive integer multiple of " + name));
        }
        return quantity;
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
    public static void amountOf(String resource, Object value, FieldPath path, List<FieldError> errors) {
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
