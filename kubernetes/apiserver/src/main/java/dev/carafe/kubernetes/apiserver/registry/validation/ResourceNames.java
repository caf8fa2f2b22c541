package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Names of resources: the system's own, pages of memory by their size, and extended ones of somebody's domain. */
public final class ResourceNames {
    private static final String HUGE_PAGES = "hugepages-";
    private static final Set<String> OF_CONTAINERS = Set.of("cpu", "memory", "ephemeral-storage");
    private static final List<String> OF_PODS = List.of("cpu", HUGE_PAGES, "memory");
    private static final Set<String> STANDARD = Set.of(
            "cpu",
            "memory",
            "ephemeral-storage",
            "requests.cpu",
            "requests.memory",
            "requests.ephemeral-storage",
            "limits.cpu",
            "limits.memory",
            "limits.ephemeral-storage",
            "pods",
            "resourcequotas",
            "services",
            "replicationcontrollers",
            "secrets",
            "configmaps",
            "persistentvolumeclaims",
            "storage",
            "requests.storage",
            "services.nodeports",
            "services.loadbalancers");

    private ResourceNames() {}

    /** A resource that a container can ask for. */
    public static void container(String name, FieldPath path, List<FieldError> errors) {
        if (OF_CONTAINERS.contains(name)) {
            return;
        }
        any(name, path, errors);
        if (name.indexOf('/') < 0) {
            if (!isHugePages(name)) {
                errors.add(FieldError.invalid(path, name, "must be a standard resource for containers"));
            }
        } else if (!isNative(name) && !isExtended(name)) {
            errors.add(FieldError.invalid(path, name, "doesn't follow extended resource name standard"));
        }
    }

    /** A resource that a pod can ask for as a whole. */
    public static void pod(String name, FieldPath path, List<FieldError> errors) {
        int before = errors.size();
        any(name, path, errors);
        if (errors.size() == before && !isHugePages(name)) {
            Check.oneOf(errors, path, name, OF_PODS);
        }
    }

    /** Any resource: one of the system's own, or one with a domain before it. */
    public static void any(String name, FieldPath path, List<FieldError> errors) {
        List<String> messages = Names.qualifiedName(name);
        Check.rule(errors, path, name, messages);
        boolean standard = STANDARD.contains(name) || isHugePages(name) || name.startsWith("requests." + HUGE_PAGES);
        if (messages.isEmpty() && name.indexOf('/') < 0 && !standard) {
            errors.add(FieldError.invalid(path, name, "must be a standard resource type or fully qualified"));
        }
    }

    /** Whether it is of those that devices can take of their nodes. */
    public static boolean isNodeAllocatable(String name) {
        return name.equals("cpu") || name.equals("memory") || isHugePages(name);
    }

    public static boolean isHugePages(String name) {
        return name.startsWith(HUGE_PAGES);
    }

    /** Whether it is the system's own. */
    public static boolean isNative(String name) {
        return name.indexOf('/') < 0 || name.contains("kubernetes.io/");
    }

    /** Whether it is of somebody's domain, and a quota can be set on it. */
    static boolean isExtended(String name) {
        return !isNative(name)
                && !name.startsWith("requests.")
                && Names.qualifiedName("requests." + name).isEmpty();
    }

    /** Whether an amount of huge pages is a number of whole pages of the size that is in the name. */
    static boolean isWholePages(String name, Quantity amount) {
        Optional<Quantity> size = Quantity.parse(name.substring(HUGE_PAGES.length()));
        return size.isPresent()
                && size.get().signum() > 0
                && size.get().milliValue() % 1000 == 0
                && amount.value() % size.get().value() == 0;
    }
}
