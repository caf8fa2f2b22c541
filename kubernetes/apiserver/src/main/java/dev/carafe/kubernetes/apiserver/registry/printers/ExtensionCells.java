package dev.carafe.kubernetes.apiserver.registry.printers;

import dev.carafe.kubernetes.api.apiregistration.v1.APIService;
import dev.carafe.kubernetes.api.flowcontrol.v1.FlowSchema;
import dev.carafe.kubernetes.api.flowcontrol.v1.PriorityLevelConfiguration;
import dev.carafe.kubernetes.api.networking.v1.IPAddress;
import dev.carafe.kubernetes.api.networking.v1.ServiceCIDR;
import dev.carafe.kubernetes.api.node.v1.RuntimeClass;
import dev.carafe.kubernetes.api.resource.v1.DeviceTaintRule;
import dev.carafe.kubernetes.api.resource.v1.ResourceClaim;
import dev.carafe.kubernetes.api.resource.v1.ResourceClaimTemplate;
import dev.carafe.kubernetes.api.resource.v1.ResourceSlice;
import dev.carafe.kubernetes.api.storage.v1.CSIDriver;
import dev.carafe.kubernetes.api.storage.v1.VolumeAttributesClass;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Rows of kinds by which a cluster is extended. */
public final class ExtensionCells {
    private ExtensionCells() {}

    /** Name, AttachRequired, PodInfoOnMount, StorageCapacity, TokenRequests, RequiresRepublish, Modes, Age. */
    public static List<Object> csiDriver(CSIDriver driver) {
        var spec = driver.spec();
        String tokens =
                spec.tokenRequests().stream().map(request -> request.audience()).collect(Collectors.joining(","));
        String modes = String.join(",", spec.volumeLifecycleModes());
        return List.of(
                driver.name(),
                !spec.hasAttachRequired() || spec.attachRequired(),
                spec.podInfoOnMount(),
                spec.storageCapacity(),
                tokens.isEmpty() ? Cell.UNSET : tokens,
                spec.requiresRepublish(),
                modes.isEmpty() ? Cell.NONE : modes,
                Cell.age(driver.metadata()));
    }

    /** Name, DriverName, Age. */
    public static List<Object> attributesClass(VolumeAttributesClass attributes) {
        return List.of(attributes.name(), attributes.driverName(), Cell.age(attributes.metadata()));
    }

    /** Name, Key, Value, Effect, TimeAdded, Age. */
    public static List<Object> taintRule(DeviceTaintRule rule) {
        var taint = rule.spec().taint();
        return List.of(
                rule.name(),
                taint.key(),
                taint.value(),
                taint.effect(),
                taint.hasTimeAdded() ? Cell.since(taint.timeAdded()) : "",
                Cell.age(rule.metadata()));
    }

    /** Name, Handler, Age. */
    public static List<Object> runtimeClass(RuntimeClass runtimeClass) {
        return List.of(runtimeClass.name(), runtimeClass.handler(), Cell.age(runtimeClass.metadata()));
    }

    /** Name, ParentRef. */
    public static List<Object> ipAddress(IPAddress address) {
        var parent = address.spec().parentRef();
        String resource = parent.group().isEmpty() ? parent.resource() : parent.resource() + "." + parent.group();
        return List.of(
                address.name(),
                address.spec().hasParentRef() ? resource + "/" + parent.namespace() + "/" + parent.name() : Cell.UNSET);
    }

    /** Name, CIDRs, Age. */
    public static List<Object> serviceCidr(ServiceCIDR range) {
        return List.of(range.name(), String.join(",", range.spec().cidrs()), Cell.age(range.metadata()));
    }

    /** Name, Service, Available, Age. */
    public static List<Object> apiService(APIService service) {
        var target = service.spec().service();
        String available = service.status().conditions().stream()
                .filter(condition -> condition.type().equals("Available"))
                .map(condition -> condition.status().equals("True")
                        ? condition.status()
                        : condition.status() + " (" + condition.reason() + ")")
                .findFirst()
                .orElse("Unknown");
        return List.of(
                service.name(),
                service.spec().hasService() ? target.namespace() + "/" + target.name() : "Local",
                available,
                Cell.age(service.metadata()));
    }

    /** Name, PriorityLevel, MatchingPrecedence, DistinguisherMethod, Age, MissingPL. */
    public static List<Object> flowSchema(FlowSchema schema) {
        var spec = schema.spec();
        return List.of(
                schema.name(),
                spec.priorityLevelConfiguration().name(),
                (long) spec.matchingPrecedence(),
                spec.hasDistinguisherMethod() ? spec.distinguisherMethod().type() : Cell.NONE,
                Cell.age(schema.metadata()),
                schema.status().conditions().stream()
                        .filter(condition -> condition.type().equals("Dangling"))
                        .map(condition -> condition.status())
                        .findFirst()
                        .orElse("?"));
    }

    /** Name, Type, NominalConcurrencyShares, Queues, HandSize, QueueLengthLimit, Age. */
    public static List<Object> priorityLevel(PriorityLevelConfiguration level) {
        List<Object> cells = new ArrayList<>(List.of(level.name(), level.spec().type()));
        var limited = level.spec().limited();
        var queuing = limited.limitResponse().queuing();
        boolean queues = limited.limitResponse().hasQueuing();
        cells.add(level.spec().hasLimited() ? (Object) (long) limited.nominalConcurrencyShares() : Cell.NONE);
        cells.add(queues ? (Object) (long) queuing.queues() : Cell.NONE);
        cells.add(queues ? (Object) (long) queuing.handSize() : Cell.NONE);
        cells.add(queues ? (Object) (long) queuing.queueLengthLimit() : Cell.NONE);
        cells.add(Cell.age(level.metadata()));
        return cells;
    }

    /** Name, State, Age. */
    public static List<Object> claim(ResourceClaim claim) {
        List<String> states = new ArrayList<>();
        boolean deleted = claim.metadata().deletionTimestamp().isPresent();
        if (deleted) {
            states.add("deleted");
        }
        if (claim.status().hasAllocation()) {
            states.add("allocated");
            if (!claim.status().reservedFor().isEmpty()) {
                states.add("reserved");
            }
        } else if (!deleted) {
            states.add("pending");
        }
        return List.of(claim.name(), String.join(",", states), Cell.age(claim.metadata()));
    }

    /** Name, Age. */
    public static List<Object> template(ResourceClaimTemplate template) {
        return List.of(template.name(), Cell.age(template.metadata()));
    }

    /** Name, Node, Driver, Pool, Age. */
    public static List<Object> slice(ResourceSlice slice) {
        return List.of(
                slice.name(),
                slice.spec().nodeName(),
                slice.spec().driver(),
                slice.spec().pool().name(),
                Cell.age(slice.metadata()));
    }
}
