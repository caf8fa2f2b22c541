package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vcenter.rest.RestException.Kind;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.history.EntityScope;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lists of what the inventory has, as {@code vcenter/vm} and its kin, and single objects of some. */
final class InventoryEndpoint {
    /** More than these are not listed: the client is to filter. */
    private static final int LIST_MAX = 4_000;

    /** The kinds by their last part of the path. */
    private static final Map<String, ListedKind> KINDS = ListedKind.all();

    private final MachineOperations machines;
    private final InventoryOperations others;

    InventoryEndpoint(MachineOperations machines, InventoryOperations others) {
        this.machines = machines;
        this.others = others;
    }

    RestReply handle(RestRequest request) {
        ListedKind kind = KINDS.get(request.path().get(1));
        if (kind == null) {
            throw request.noSuchOperation();
        }
        boolean reads = request.method().equals("GET") && request.path().size() <= 3;
        if (!reads) {
            return kind.types().contains("VirtualMachine") ? machines.handle(request) : others.handle(request, kind);
        }
        if (request.path().size() == 2) {
            return RestReply.of(request.session().<List<Object>>read(source -> list(request, kind, source)));
        }
        String id = request.path().get(2);
        return RestReply.of(request.session().<Map<String, Object>>read(source -> one(request, kind, id, source)));
    }

    private static List<Object> list(RestRequest request, ListedKind kind, ObjectSource source) {
        List<Object> found = new ArrayList<>();
        for (ManagedObjectReference<?> object : source.references()) {
            if (!kind.types().contains(object.type())) {
                continue;
            }
            DataObject properties = source.properties(object);
            if (properties == null || !isWanted(request, kind, object, properties, source)) {
                continue;
            }
            Map<String, Object> described = kind.summary().of(object, properties);
            if (!matchesStates(request, kind, described)) {
                continue;
            }
            if (found.size() == LIST_MAX) {
                throw new RestException(
                        Kind.UNABLE_TO_ALLOCATE_RESOURCE,
                        "There are more than " + LIST_MAX + " of them; filter the list.");
            }
            found.add(described);
        }
        return found;
    }

    private static boolean isWanted(
            RestRequest request,
            ListedKind kind,
            ManagedObjectReference<?> object,
            DataObject properties,
            ObjectSource source) {
        Set<String> ids = request.filter(kind.idFilter());
        Set<String> names = request.filter("names");
        String name = properties instanceof ManagedEntityProperties entity ? entity.name() : null;
        if ((!ids.isEmpty() && !ids.contains(object.value()))
                || (!names.isEmpty() && (name == null || !names.contains(name)))) {
            return false;
        }
        for (Map.Entry<String, List<String>> container : kind.containers().entrySet()) {
            Set<String> wanted = request.filter(container.getKey());
            if (!wanted.isEmpty() && !isIn(object, properties, container, wanted, source)) {
                return false;
            }
        }
        return true;
    }

    /** Folders hold what is directly in them; the others all that is somewhere in them. */
    private static boolean isIn(
            ManagedObjectReference<?> object,
            DataObject properties,
            Map.Entry<String, List<String>> container,
            Set<String> wanted,
            ObjectSource source) {
        if (container.getKey().endsWith("folders")) {
            return properties instanceof ManagedEntityProperties entity
                    && entity.parent() != null
                    && wanted.contains(entity.parent().value());
        }
        for (String id : wanted) {
            for (String type : container.getValue()) {
                EntityScope scope = new EntityScope(new ManagedObjectReference<>(type, id), false, true);
                if (scope.contains(object, source)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean matchesStates(RestRequest request, ListedKind kind, Map<String, Object> described) {
        for (Map.Entry<String, String> state : kind.states().entrySet()) {
            Set<String> wanted = request.filter(state.getKey());
            if (!wanted.isEmpty() && !wanted.contains(String.valueOf(described.get(state.getValue())))) {
                return false;
            }
        }
        return true;
    }

    private static Map<String, Object> one(RestRequest request, ListedKind kind, String id, ObjectSource source) {
        for (String type : kind.types()) {
            ManagedObjectReference<?> object = new ManagedObjectReference<>(type, id);
            DataObject properties = source.properties(object);
            if (properties instanceof VirtualMachineProperties machine) {
                return MachineInfo.of(machine);
            }
            if (properties != null) {
                Map<String, Object> described =
                        new LinkedHashMap<>(kind.detail().of(object, properties));
                described.remove(request.path().get(1).replace('-', '_'));
                return described;
            }
        }
        throw missing(kind.noun(), id);
    }

    static RestException missing(String noun, String id) {
        return new RestException(Kind.NOT_FOUND, noun + " with identifier '" + id + "' does not exist.");
    }
}
