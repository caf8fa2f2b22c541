package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.rest.RestException.Kind;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.HostConnectSpec;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ResourceAllocationInfo;
import dev.carafe.vsphere.vim.vim25.ResourceConfigSpec;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.ResourcePoolProperties;
import dev.carafe.vsphere.vim.vim25.SharesInfo;
import dev.carafe.vsphere.vim.vim25.SharesLevel;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What can be done with datacenters, hosts and resource pools, as far as vAPI has operations for it.
 *
 * @param root the folder that all is in
 */
record InventoryOperations(Invoker invoker, ManagedObjectReference<?> root) {
    RestReply handle(RestRequest request, ListedKind kind) {
        List<String> path = request.path();
        String made = path.get(1) + " " + request.method();
        if (path.size() == 2) {
            return RestReply.created(
                    switch (made) {
                        case "datacenter POST" -> datacenter(request, Spec.of(request));
                        case "host POST" -> host(request, Spec.of(request));
                        case "resource-pool POST" -> pool(request, Spec.of(request));
                        default -> throw request.noSuchOperation();
                    });
        }
        if (path.size() < 3 || path.size() > 4) {
            throw request.noSuchOperation();
        }
        ManagedObjectReference<?> object = existing(request, kind, path.get(2));
        String action = path.size() == 4 ? path.get(3) : request.action(); // /rest has the action in the path
        switch (action.isEmpty() ? made : made + " " + action) {
            case "datacenter DELETE" -> {
                requireEmpty(request, object);
                invoker.finish(request, object, "Destroy_Task");
            }
            case "host DELETE" -> removeHost(request, new ManagedObjectReference<>("HostSystem", object.value()));
            case "host POST connect" -> invoker.finish(request, object, "ReconnectHost_Task", null, null);
            case "host POST disconnect" -> invoker.finish(request, object, "DisconnectHost_Task");
            case "resource-pool DELETE" -> invoker.finish(request, object, "Destroy_Task");
            case "resource-pool PATCH" -> reconfigure(request, object, Spec.of(request));
            default -> throw request.noSuchOperation();
        }
        return RestReply.nothing();
    }

    private static ManagedObjectReference<?> existing(RestRequest request, ListedKind kind, String id) {
        return request.session().<ManagedObjectReference<?>>read(source -> {
            for (String type : kind.types()) {
                ManagedObjectReference<?> object = new ManagedObjectReference<>(type, id);
                if (source.properties(object) != null) {
                    return object;
                }
            }
            throw InventoryEndpoint.missing(kind.noun(), id);
        });
    }

    private String datacenter(RestRequest request, Spec spec) {
        String folder = spec.text("folder");
        return Invoker.id(
                invoker.call(
                        request,
                        folder == null ? root : References.folder(folder),
                        "CreateDatacenter",
                        spec.required("name")),
                "CreateDatacenter");
    }

    /** Unless {@code force} is said, a datacenter with something in it stays. */
    private static void requireEmpty(RestRequest request, ManagedObjectReference<?> object) {
        boolean force = request.query().first("force").equals("true");
        boolean holds = request.session().<Boolean>read(source -> {
            if (!(source.properties(new ManagedObjectReference<Datacenter>("Datacenter", object.value()))
                    instanceof DatacenterProperties datacenter)) {
                return false;
            }
            return Stream.of(datacenter.vmFolder(), datacenter.hostFolder())
                    .filter(Objects::nonNull)
                    .map(source::properties)
                    .anyMatch(folder -> folder instanceof FolderProperties held
                            && !held.childEntity().isEmpty());
        });
        if (holds && !force) {
            throw new RestException(Kind.RESOURCE_IN_USE, "The datacenter is not empty.");
        }
    }

    private String host(RestRequest request, Spec spec) {
        HostConnectSpec connect = HostConnectSpec.builder()
                .hostName(spec.required("hostname"))
                .port(spec.small("port"))
                .userName(spec.required("user_name"))
                .password(spec.required("password"))
                .sslThumbprint(thumbprint(spec))
                .force(Boolean.TRUE.equals(spec.flag("force_add")))
                .build();
        String compute = invoker.made(
                request,
                References.folder(spec.required("folder")),
                "AddStandaloneHost_Task",
                connect,
                null,
                true,
                null);
        return request.session().<String>read(source -> {
            if (source.properties(new ManagedObjectReference<>("ComputeResource", compute))
                            instanceof ComputeResourceProperties found
                    && !found.host().isEmpty()) {
                return found.host().getFirst().value();
            }
            throw InventoryEndpoint.missing("Host", compute);
        });
    }

    private static @Nullable String thumbprint(Spec spec) {
        String how = spec.required("thumbprint_verification");
        return switch (how) {
            case "THUMBPRINT" -> spec.required("thumbprint");
            case "NONE" -> null;
            default ->
                throw new RestException(
                        Kind.INVALID_ARGUMENT, "The field thumbprint_verification does not know '" + how + "'.");
        };
    }

    /** A host that is its own compute resource goes with it. */
    private void removeHost(RestRequest request, ManagedObjectReference<HostSystem> host) {
        ManagedObjectReference<? extends ManagedEntity> gone = request.session()
                .<ManagedObjectReference<? extends ManagedEntity>>read(source -> {
                    ManagedObjectReference<? extends ManagedEntity> parent =
                            source.properties(host) instanceof HostSystemProperties found ? found.parent() : null;
                    return parent == null || !parent.type().equals("ComputeResource") ? host : parent;
                });
        invoker.finish(request, gone, "Destroy_Task");
    }

    private String pool(RestRequest request, Spec spec) {
        ManagedObjectReference<ResourcePool> parent = References.pool(spec.required("parent"));
        return Invoker.id(
                invoker.call(
                        request, parent, "CreateResourcePool", spec.required("name"), config(spec, ResourcePools.NEW)),
                "CreateResourcePool");
    }

    private void reconfigure(RestRequest request, ManagedObjectReference<?> pool, Spec spec) {
        ResourceConfigSpec now = request.session()
                .<ResourceConfigSpec>read(source ->
                        source.properties(pool) instanceof ResourcePoolProperties found && found.config() != null
                                ? found.config()
                                : ResourcePools.NEW);
        boolean changes = spec.has("cpu_allocation") || spec.has("memory_allocation");
        invoker.call(request, pool, "UpdateConfig", spec.text("name"), changes ? config(spec, now) : null);
    }

    private static ResourceConfigSpec config(Spec spec, ResourceConfigSpec before) {
        return ResourceConfigSpec.builder()
                .cpuAllocation(allocation(spec.in("cpu_allocation"), before.cpuAllocation()))
                .memoryAllocation(allocation(spec.in("memory_allocation"), before.memoryAllocation()))
                .build();
    }

    private static ResourceAllocationInfo allocation(Spec spec, ResourceAllocationInfo before) {
        ResourceAllocationInfo.Builder after = before.toBuilder();
        if (spec.has("reservation")) {
            after.reservation(spec.number("reservation"));
        }
        if (spec.has("expandable_reservation")) {
            after.expandableReservation(spec.flag("expandable_reservation"));
        }
        if (spec.has("limit")) {
            after.limit(spec.number("limit"));
        }
        if (spec.has("shares")) {
            Spec shares = spec.in("shares");
            Integer number = shares.small("shares");
            after.shares(SharesInfo.builder()
                    .level(shares.choice("level", InventoryOperations::level, "NORMAL"))
                    .shares(number == null ? 0 : number)
                    .build());
        }
        return after.build();
    }

    private static @Nullable SharesLevel level(String constant) {
        for (SharesLevel level : SharesLevel.values()) {
            if (level != SharesLevel.UNRECOGNIZED && level.wire().equals(constant.toLowerCase(Locale.ROOT))) {
                return level;
            }
        }
        return null;
    }
}
