package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.rest.RestException.Kind;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.ToolsConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCloneSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What can be done with virtual machines: {@code vcenter/vm} but for reading lists and single machines. */
record MachineOperations(Invoker invoker) {
    private static final String NOUN = "Virtual machine";

    RestReply handle(RestRequest request) {
        List<String> path = request.path();
        if (path.size() == 2) {
            requirePost(request);
            return RestReply.created(
                    switch (request.action()) {
                        case "" -> create(request, Spec.of(request));
                        case "clone" -> copy(request, Spec.of(request));
                        case "register" -> register(request, Spec.of(request));
                        default -> throw request.noSuchOperation();
                    });
        }
        ManagedObjectReference<VirtualMachine> machine = References.machine(path.get(2));
        return switch (String.join("/", path.subList(3, path.size()))) {
            case "" -> ofMachine(request, machine);
            case "power" ->
                request.method().equals("GET")
                        ? RestReply.of(power(read(request, machine)))
                        : change(request, machine, request.action());
            case "power/start", "power/stop", "power/reset", "power/suspend" ->
                change(request, machine, path.get(4)); // as /rest has it
            case "guest/power" ->
                request.method().equals("GET")
                        ? RestReply.of(MachineGuest.power(read(request, machine)))
                        : guest(request, machine);
            case "guest/identity" -> said(request, machine, MachineGuest::identity);
            case "guest/networking" -> said(request, machine, MachineGuest::networking);
            case "guest/networking/interfaces" -> said(request, machine, MachineGuest::interfaces);
            case "guest/networking/routes" -> said(request, machine, MachineGuest::routes);
            case "guest/local-filesystem" -> said(request, machine, MachineGuest::fileSystems);
            case "tools" -> tools(request, machine);
            default -> {
                if (!path.get(3).equals("hardware")) {
                    throw request.noSuchOperation();
                }
                yield new MachineHardware(invoker, request, machine).handle(path.subList(4, path.size()));
            }
        };
    }

    static void requirePost(RestRequest request) {
        if (!request.method().equals("POST")) {
            throw request.noSuchOperation();
        }
    }

    private static RestReply said(
            RestRequest request,
            ManagedObjectReference<VirtualMachine> machine,
            Function<VirtualMachineProperties, Object> answer) {
        if (!request.method().equals("GET")) {
            throw request.noSuchOperation();
        }
        return RestReply.of(answer.apply(read(request, machine)));
    }

    static VirtualMachineProperties read(RestRequest request, ManagedObjectReference<VirtualMachine> machine) {
        return request.session().<VirtualMachineProperties>read(source -> {
            if (source.properties(machine) instanceof VirtualMachineProperties found) {
                return found;
            }
            throw InventoryEndpoint.missing(NOUN, machine.value());
        });
    }

    private String create(RestRequest request, Spec spec) {
        Place place = new Place(request, spec.in("placement"), "placement");
        ManagedObjectReference<Folder> folder = place.folder();
        ManagedObjectReference<Datastore> datastore = place.datastore();
        if (folder == null || datastore == null) {
            throw new RestException(
                    Kind.INVALID_ARGUMENT, "The fields placement.folder and placement.datastore must be there.");
        }
        String wanted = spec.text("name");
        VirtualMachineConfigSpec config = request.session().<VirtualMachineConfigSpec>read(source -> {
            String on = source.properties(datastore) instanceof DatastoreProperties found ? found.name() : null;
            if (on == null) {
                throw InventoryEndpoint.missing("Datastore", datastore.value());
            }
            String name = wanted == null ? Place.freeName(source, folder) : wanted;
            return MachineSpec.read(spec, name, on, source);
        });
        return invoker.made(request, folder, "CreateVM_Task", config, place.pool(), place.host());
    }

    private String copy(RestRequest request, Spec spec) {
        ManagedObjectReference<VirtualMachine> source = References.machine(spec.required("source"));
        VirtualMachineProperties from = read(request, source);
        Place place = new Place(request, spec.in("placement"), "placement");
        ManagedObjectReference<? extends Folder> folder = place.folder();
        if (folder == null && from.parent() != null) {
            folder = References.folder(from.parent().value());
        }
        VirtualMachineCloneSpec clone = VirtualMachineCloneSpec.builder()
                .location(VirtualMachineRelocateSpec.builder()
                        .pool(place.isSaid() ? place.pool() : from.resourcePool())
                        .host(place.host())
                        .datastore(place.datastore())
                        .build())
                .powerOn(Boolean.TRUE.equals(spec.flag("power_on")))
                .template(false)
                .build();
        return invoker.made(request, source, "CloneVM_Task", folder, spec.required("name"), clone);
    }

    private String register(RestRequest request, Spec spec) {
        Place place = new Place(request, spec.in("placement"), "placement");
        String path = spec.text("datastore_path");
        if (path == null) {
            ManagedObjectReference<Datastore> on = References.datastore(spec.required("datastore"));
            String name = request.session().<String>read(source -> {
                if (source.properties(on) instanceof DatastoreProperties found && found.name() != null) {
                    return found.name();
                }
                throw InventoryEndpoint.missing("Datastore", on.value());
            });
            path = "[" + name + "] " + spec.required("path");
        }
        ManagedObjectReference<Folder> folder = place.folder();
        if (folder == null) {
            throw new RestException(Kind.INVALID_ARGUMENT, "The field placement.folder is missing.");
        }
        return invoker.made(
                request, folder, "RegisterVM_Task", path, spec.text("name"), false, place.pool(), place.host());
    }

    private RestReply ofMachine(RestRequest request, ManagedObjectReference<VirtualMachine> machine) {
        if (request.method().equals("DELETE")) {
            read(request, machine);
            invoker.finish(request, machine, "Destroy_Task");
            return RestReply.nothing();
        }
        requirePost(request);
        switch (request.action()) {
            case "unregister" -> invoker.call(request, machine, "UnregisterVM");
            case "relocate" -> {
                Spec spec = Spec.of(request);
                Place place = new Place(request, spec.in("placement"), "placement");
                invoker.finish(
                        request,
                        machine,
                        "RelocateVM_Task",
                        VirtualMachineRelocateSpec.builder()
                                .folder(place.folder())
                                .pool(place.isComputeSaid() ? place.pool() : null)
                                .host(place.host())
                                .datastore(place.datastore())
                                .build(),
                        null);
            }
            default -> throw request.noSuchOperation();
        }
        return RestReply.nothing();
    }

    private static Map<String, Object> power(VirtualMachineProperties machine) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (machine.runtime() != null) {
            fields.put("state", Summaries.constant(machine.runtime().powerState()));
            if (machine.runtime().powerState() == VirtualMachinePowerState.POWERED_OFF) {
                Summaries.put(fields, "clean_power_off", machine.runtime().cleanPowerOff());
            }
        }
        return fields;
    }

    private RestReply change(RestRequest request, ManagedObjectReference<VirtualMachine> machine, String action) {
        requirePost(request);
        switch (action) {
            case "start" -> invoker.finish(request, machine, "PowerOnVM_Task", (Object) null);
            case "stop" -> invoker.finish(request, machine, "PowerOffVM_Task");
            case "reset" -> invoker.finish(request, machine, "ResetVM_Task");
            case "suspend" -> invoker.finish(request, machine, "SuspendVM_Task");
            default -> throw request.noSuchOperation();
        }
        return RestReply.nothing();
    }

    private RestReply guest(RestRequest request, ManagedObjectReference<VirtualMachine> machine) {
        requirePost(request);
        String method = switch (request.action()) {
            case "shutdown" -> "ShutdownGuest";
            case "reboot" -> "RebootGuest";
            case "standby" -> "StandbyGuest";
            default -> throw request.noSuchOperation();
        };
        invoker.call(request, machine, method);
        return RestReply.nothing();
    }

    private RestReply tools(RestRequest request, ManagedObjectReference<VirtualMachine> machine) {
        if (request.method().equals("GET")) {
            return RestReply.of(MachineGuest.tools(read(request, machine)));
        }
        if (!request.method().equals("PATCH")) {
            throw request.noSuchOperation();
        }
        Spec spec = Spec.of(request);
        String policy = spec.choice(
                "upgrade_policy",
                wanted -> switch (wanted) {
                    case "MANUAL" -> "manual";
                    case "UPGRADE_AT_POWER_CYCLE" -> "upgradeAtPowerCycle";
                    default -> null;
                },
                "MANUAL");
        if (spec.has("upgrade_policy")) {
            invoker.finish(
                    request,
                    machine,
                    "ReconfigVM_Task",
                    VirtualMachineConfigSpec.builder()
                            .tools(ToolsConfigInfo.builder()
                                    .toolsUpgradePolicy(policy)
                                    .build())
                            .build());
        }
        return RestReply.nothing();
    }
}
