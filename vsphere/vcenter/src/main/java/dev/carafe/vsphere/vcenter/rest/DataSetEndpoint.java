package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vcenter.dataset.Access;
import dev.carafe.vsphere.vcenter.dataset.DataSet;
import dev.carafe.vsphere.vcenter.dataset.DataSets;
import dev.carafe.vsphere.vcenter.dataset.MachineFacts;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.rest.RestException.Kind;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Data sets of machines ({@code vcenter/vm/ID/data-sets}) and what is in them ({@code vcenter/vm/ID/data-sets/ID/entries}). */
final class DataSetEndpoint {
    /** The longest value of an entry with each of its bytes escaped as JSON can. */
    static final int BODY_MAX_BYTES = (6 << 20) + 64;

    private static final String PRIVILEGES = "VirtualMachine.DataSets.";
    /** Behind {@code vcenter/vm/ID/data-sets}. */
    private static final int AT = 4;

    private final DataSets sets;
    private final Rights rights;

    DataSetEndpoint(DataSets sets, Rights rights) {
        this.sets = sets;
        this.rights = rights;
    }

    static boolean isMeant(List<String> path) {
        return path.size() >= AT
                && path.getFirst().equals("vcenter")
                && path.get(1).equals("vm")
                && path.get(AT - 1).equals("data-sets");
    }

    RestReply handle(RestRequest request) throws IOException {
        List<String> path = request.path();
        if (path.size() > AT + 1 && !path.get(AT + 1).equals("entries")) {
            throw request.noSuchOperation();
        }
        return switch (path.size()) {
            case AT -> all(request);
            case AT + 1 -> one(request, path.get(AT));
            case AT + 2 -> {
                if (!request.method().equals("GET")) {
                    throw request.noSuchOperation();
                }
                yield RestReply.of(
                        sets.keys(machine(request, "DataSetEntryList").id(), path.get(AT)));
            }
            case AT + 3 -> entry(request, path.get(AT), path.get(AT + 2));
            default -> throw request.noSuchOperation();
        };
    }

    private RestReply all(RestRequest request) throws IOException {
        return switch (request.method()) {
            case "GET" ->
                RestReply.of(sets.list(machine(request, "DataSetList").id()).stream()
                        .map(set -> Map.of("data_set", set.id(), "name", set.name(), "description", set.description()))
                        .toList());
            case "POST" -> {
                MachineFacts machine = machine(request, "DataSetCreate");
                Spec spec = Spec.of(request);
                yield RestReply.created(sets.create(
                        machine,
                        spec.required("name"),
                        spec.required("description"),
                        access(spec, "host"),
                        access(spec, "guest"),
                        Boolean.TRUE.equals(spec.flag("omit_from_snapshot_and_clone"))));
            }
            default -> throw request.noSuchOperation();
        };
    }

    private RestReply one(RestRequest request, String id) throws IOException {
        switch (request.method()) {
            case "GET" -> {
                return RestReply.of(
                        info(sets.find(machine(request, "DataSetGet").id(), id)));
            }
            case "PATCH" -> {
                MachineFacts machine = machine(request, "DataSetUpdate");
                Spec spec = Spec.of(request);
                sets.update(
                        machine,
                        id,
                        spec.text("description"),
                        accessOrNone(spec, "host"),
                        accessOrNone(spec, "guest"),
                        spec.flag("omit_from_snapshot_and_clone"));
            }
            case "DELETE" -> sets.delete(machine(request, "DataSetDelete"), id, flag(request, "force"));
            default -> throw request.noSuchOperation();
        }
        return RestReply.nothing();
    }

    private RestReply entry(RestRequest request, String id, String key) throws IOException {
        switch (request.method()) {
            case "GET" -> {
                return RestReply.of(
                        sets.value(machine(request, "DataSetEntryGet").id(), id, key));
            }
            case "PUT" -> {
                MachineFacts machine = machine(request, "DataSetEntrySet");
                Object value = request.legacy() ? request.field("value") : request.body();
                if (!(value instanceof String text)) {
                    throw new RestException(Kind.INVALID_ARGUMENT, "The value must be a string.");
                }
                sets.set(machine, id, key, text);
            }
            case "DELETE" -> sets.remove(machine(request, "DataSetEntryDelete"), id, key);
            default -> throw request.noSuchOperation();
        }
        return RestReply.nothing();
    }

    private static Map<String, Object> info(DataSet set) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", set.name());
        fields.put("description", set.description());
        fields.put("host", set.host().name());
        fields.put("guest", set.guest().name());
        fields.put("used", set.used());
        fields.put("omit_from_snapshot_and_clone", set.omitted());
        return fields;
    }

    private static Access access(Spec spec, String name) {
        return spec.choice(
                name,
                constant -> switch (constant) {
                    case "NONE" -> Access.NONE;
                    case "READ_ONLY" -> Access.READ_ONLY;
                    case "READ_WRITE" -> Access.READ_WRITE;
                    default -> null;
                },
                spec.required(name));
    }

    private static @Nullable Access accessOrNone(Spec spec, String name) {
        return spec.has(name) ? access(spec, name) : null;
    }

    private static boolean flag(RestRequest request, String name) {
        return switch (request.query().first(name)) {
            case "", "false" -> false;
            case "true" -> true;
            default ->
                throw new RestException(Kind.INVALID_ARGUMENT, "The parameter " + name + " must be true or false.");
        };
    }

    /** The machine, when its caller sees it, may do so with its data sets, and it can have some. */
    private MachineFacts machine(RestRequest request, String right) {
        ManagedObjectReference<VirtualMachine> machine =
                References.machine(request.path().get(2));
        MachineFacts facts = MachineFacts.of(machine.value(), MachineOperations.read(request, machine));
        boolean allowed = request.session()
                .shared()
                .read(source -> rights.allows(request.session().userName(), machine, PRIVILEGES + right, source));
        if (!allowed) {
            throw new RestException(Kind.UNAUTHORIZED, "The privilege " + PRIVILEGES + right + " is required.");
        }
        facts.requireSupported();
        return facts;
    }
}
