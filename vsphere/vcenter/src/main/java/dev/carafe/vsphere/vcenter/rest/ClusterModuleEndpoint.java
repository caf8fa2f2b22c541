package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vcenter.module.ClusterModule;
import dev.carafe.vsphere.vcenter.module.ClusterModules;
import dev.carafe.vsphere.vcenter.rest.RestException.Kind;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResource;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vmomi.history.EntityScope;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Modules of clusters ({@code vcenter/cluster/modules}) and the machines in them ({@code vcenter/cluster/modules/vm/ID/members}). What its
 * caller does not see is not told of; machines that have gone are none of a module's any more.
 */
final class ClusterModuleEndpoint {
    private static final String PRIVILEGE = "Host.Inventory.EditCluster";
    /** Behind {@code vcenter/cluster/modules}. */
    private static final int AT = 3;

    private final ClusterModules modules;
    private final Rights rights;

    ClusterModuleEndpoint(ClusterModules modules, Rights rights) {
        this.modules = modules;
        this.rights = rights;
    }

    static boolean isMeant(List<String> path) {
        return path.size() >= AT && path.subList(0, AT).equals(List.of("vcenter", "cluster", "modules"));
    }

    RestReply handle(RestRequest request) throws IOException {
        List<String> path = request.path();
        if (path.size() == AT + 3
                && path.get(AT).equals("vm")
                && path.get(AT + 2).equals("members")) {
            return members(request, module(request, request.id(AT + 1)));
        }
        if (path.size() > AT + 1) {
            throw request.noSuchOperation();
        }
        return switch (request.method() + (path.size() == AT ? "" : " one")) {
            case "GET" -> RestReply.of(Map.of("summaries", summaries(request)));
            case "POST" -> create(request, RestRequest.required(request.fields("spec"), "cluster"));
            case "DELETE one" -> {
                ClusterModule module = module(request, request.id(AT));
                require(request, module.cluster());
                modules.delete(module.id());
                yield RestReply.nothing();
            }
            default -> throw request.noSuchOperation();
        };
    }

    private List<Object> summaries(RestRequest request) {
        return request.session().<List<Object>>read(source -> {
            List<Object> seen = new ArrayList<>();
            for (ClusterModule module : modules.all()) {
                if (source.properties(cluster(module.cluster())) != null) {
                    seen.add(Map.of("cluster", module.cluster(), "module", module.id()));
                }
            }
            return seen;
        });
    }

    private RestReply create(RestRequest request, String cluster) throws IOException {
        requireSeen(request, cluster);
        require(request, cluster);
        return RestReply.created(modules.create(cluster, id -> isThere(request, cluster(id)))
                .map(ClusterModule::id)
                .orElseThrow(() -> new RestException(
                        Kind.UNABLE_TO_ALLOCATE_RESOURCE, "There are too many modules of clusters.")));
    }

    private RestReply members(RestRequest request, ClusterModule module) throws IOException {
        String asked = request.method() + " " + request.action();
        if (asked.equals("GET ")) {
            return RestReply.of(Map.of("vms", seen(request, module)));
        }
        require(request, module.cluster());
        Set<String> named = new LinkedHashSet<>(RestRequest.texts(request.field("vms"), "vms"));
        boolean all = switch (asked) {
            case "POST add" -> add(request, module, named);
            case "POST remove" -> remove(request, module, named);
            default -> throw request.noSuchOperation();
        };
        return RestReply.of(Map.of("success", all));
    }

    private static List<String> seen(RestRequest request, ClusterModule module) {
        return request.session()
                .<List<String>>read(source -> module.machines().stream()
                        .filter(machine -> isIn(machine, module, source))
                        .toList());
    }

    /** @return whether all are machines of the cluster, and so were added */
    private boolean add(RestRequest request, ClusterModule module, Set<String> named) throws IOException {
        Set<String> possible = new LinkedHashSet<>(named);
        possible.removeIf(machine -> !request.session().<Boolean>read(source -> isIn(machine, module, source)));
        change(request, module, machines -> machines.addAll(possible));
        return possible.size() == named.size();
    }

    /** @return whether all were in it */
    private boolean remove(RestRequest request, ClusterModule module, Set<String> named) throws IOException {
        boolean all = seen(request, module).containsAll(named);
        change(request, module, machines -> machines.removeAll(named));
        return all;
    }

    private interface Change {
        boolean of(Set<String> machines);
    }

    /** With the machines that have gone out of the cluster those that are kept stay few. */
    private void change(RestRequest request, ClusterModule module, Change change) throws IOException {
        boolean there = modules.change(module.id(), before -> {
            Set<String> after = new LinkedHashSet<>(before);
            after.removeIf(machine -> !request.session().shared().read(source -> isIn(machine, module, source)));
            change.of(after);
            return after;
        });
        if (!there) {
            throw missing(module.id());
        }
    }

    private ClusterModule module(RestRequest request, String id) {
        ClusterModule module = modules.find(id).orElseThrow(() -> missing(id));
        if (!request.session().<Boolean>read(source -> source.properties(cluster(module.cluster())) != null)) {
            throw missing(id);
        }
        return module;
    }

    private static RestException missing(String id) {
        return InventoryEndpoint.missing("Module", id);
    }

    private static void requireSeen(RestRequest request, String cluster) {
        if (!request.session().<Boolean>read(source -> source.properties(cluster(cluster)) != null)) {
            throw InventoryEndpoint.missing("Cluster", cluster);
        }
    }

    private static boolean isThere(RestRequest request, ManagedObjectReference<?> object) {
        return request.session().shared().read(source -> source.properties(object) != null);
    }

    private static boolean isIn(String machine, ClusterModule module, ObjectSource source) {
        ManagedObjectReference<VirtualMachine> reference = new ManagedObjectReference<>("VirtualMachine", machine);
        return source.properties(reference) != null
                && new EntityScope(cluster(module.cluster()), false, true).contains(reference, source);
    }

    private static ManagedObjectReference<ClusterComputeResource> cluster(String id) {
        return new ManagedObjectReference<>("ClusterComputeResource", id);
    }

    private void require(RestRequest request, String cluster) {
        boolean allowed = request.session()
                .shared()
                .read(source -> rights.allows(request.session().userName(), cluster(cluster), PRIVILEGE, source));
        if (!allowed) {
            throw new RestException(Kind.UNAUTHORIZED, "The privilege " + PRIVILEGE + " is required.");
        }
    }
}
