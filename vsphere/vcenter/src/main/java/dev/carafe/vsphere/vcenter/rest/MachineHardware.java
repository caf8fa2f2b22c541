package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vcenter.rest.RestException.Kind;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptions;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be done with a machine's hardware: {@code vcenter/vm/ID/hardware}. Each change is one reconfiguration. */
record MachineHardware(Invoker invoker, RestRequest request, ManagedObjectReference<VirtualMachine> machine) {
    /** @param path the parts behind {@code hardware} */
    RestReply handle(List<String> path) {
        String part = String.join("/", path);
        return switch (part) {
            case "", "action/upgrade" -> version(part);
            case "cpu" -> request.method().equals("GET") ? said("cpu") : reconfigured(cpu(patch()));
            case "memory" -> request.method().equals("GET") ? said("memory") : reconfigured(memory(patch()));
            case "boot" -> request.method().equals("GET") ? said("boot") : boot(patch());
            case "boot/device" -> request.method().equals("GET") ? said("boot_devices") : bootOrder();
            default -> device(path);
        };
    }

    private RestReply said(String field) {
        @Nullable
        Object found = MachineInfo.of(MachineOperations.read(request, machine)).get(field);
        if (found == null) {
            throw unreadable();
        }
        return RestReply.of(found);
    }

    static RestException unreadable() {
        return new RestException(Kind.SERVICE_UNAVAILABLE, "The machine's configuration cannot be read.");
    }

    private VirtualMachineConfigInfo config() {
        VirtualMachineConfigInfo config =
                MachineOperations.read(request, machine).config();
        if (config == null) {
            throw unreadable();
        }
        return config;
    }

    private Spec patch() {
        if (!request.method().equals("PATCH")) {
            throw request.noSuchOperation();
        }
        return Spec.of(request);
    }

    private RestReply reconfigured(VirtualMachineConfigSpec config) {
        invoker.finish(request, machine, "ReconfigVM_Task", config);
        return RestReply.nothing();
    }

    private RestReply version(String part) {
        if (request.method().equals("GET") && part.isEmpty()) {
            return said("hardware");
        }
        MachineOperations.requirePost(request);
        if (part.isEmpty() && !request.action().equals("upgrade")) {
            throw request.noSuchOperation();
        }
        String version = request.body() instanceof Map<?, ?> fields ? RestRequest.text(fields, "version") : null;
        invoker.finish(
                request,
                machine,
                "UpgradeVM_Task",
                version == null ? null : version.toLowerCase(Locale.ROOT).replace('_', '-'));
        return RestReply.nothing();
    }

    private static VirtualMachineConfigSpec cpu(Spec spec) {
        return VirtualMachineConfigSpec.builder()
                .numCPUs(spec.small("count"))
                .numCoresPerSocket(spec.small("cores_per_socket"))
                .cpuHotAddEnabled(spec.flag("hot_add_enabled"))
                .cpuHotRemoveEnabled(spec.flag("hot_remove_enabled"))
                .build();
    }

    private static VirtualMachineConfigSpec memory(Spec spec) {
        return VirtualMachineConfigSpec.builder()
                .memoryMB(spec.number("size_MiB"))
                .memoryHotAddEnabled(spec.flag("hot_add_enabled"))
                .build();
    }

    private RestReply boot(Spec spec) {
        return reconfigured(VirtualMachineConfigSpec.builder()
                .firmware(MachineBoot.firmware(spec))
                .bootOptions(MachineBoot.options(spec, config()))
                .build());
    }

    /** The list is all of the body; under {@code /rest} it is in the field {@code devices}. */
    private RestReply bootOrder() {
        if (!request.method().equals("PUT")) {
            throw request.noSuchOperation();
        }
        @Nullable Object said = request.body() instanceof List<?> list ? list : request.field("devices");
        if (!(said instanceof List<?> list)) {
            throw new RestException(Kind.INVALID_ARGUMENT, "The body must be a list of devices.");
        }
        List<Spec> entries = new ArrayList<>(new Spec(Map.of("devices", list), "").list("devices"));
        VirtualMachineBootOptions options = MachineBoot.inOrder(entries, config());
        return reconfigured(
                VirtualMachineConfigSpec.builder().bootOptions(options).build());
    }

    private RestReply device(List<String> path) {
        int end = path.getFirst().equals("adapter") ? 2 : 1;
        DeviceKind kind = path.size() < end
                ? null
                : DeviceKind.of(String.join("/", path.subList(0, end))).orElse(null);
        if (kind == null || path.size() > end + 2) {
            throw request.noSuchOperation();
        }
        DeviceOperations devices = new DeviceOperations(invoker, request, machine, kind);
        if (path.size() == end) {
            return switch (request.method()) {
                case "GET" -> devices.list();
                case "POST" -> devices.create(Spec.of(request));
                default -> throw request.noSuchOperation();
            };
        }
        String action = path.size() == end + 2 ? path.getLast() : request.action(); // /rest has the action in the path
        String id = path.get(end);
        return switch (action.isEmpty() ? request.method() : request.method() + " " + action) {
            case "GET" -> devices.get(id);
            case "PATCH" -> devices.update(id, Spec.of(request));
            case "DELETE" -> devices.delete(id);
            case "POST connect" -> devices.connect(id, true);
            case "POST disconnect" -> devices.connect(id, false);
            default -> throw request.noSuchOperation();
        };
    }
}
