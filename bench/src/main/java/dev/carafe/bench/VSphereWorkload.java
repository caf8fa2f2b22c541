package dev.carafe.bench;

import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.PropertyReader.Found;
import dev.carafe.vsphere.client.vm.VirtualMachines;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** What is done to vSphere servers, in order. Machines are never powered on. */
final class VSphereWorkload {
    /** The machine whose changes are waited for. */
    private static final String WATCHED = "bench-watched";

    private static final List<String> PROPERTIES = List.of(
            "name",
            "parent",
            "resourcePool",
            "config.uuid",
            "config.files.vmPathName",
            "config.hardware.device",
            "runtime.powerState",
            "runtime.host",
            "guest.toolsRunningStatus",
            "summary.config.memorySizeMB");

    /** What the names of machines begin with that are made and removed. */
    private static final String NEW = "bench-new-";

    private final Sizes sizes;

    /**
     * How much of each.
     *
     * @param machines that each server is to have before
     * @param workers requests in flight, of the operations that are done side by side
     * @param reads of all machines' names; of their properties a quarter of that
     * @param creates machines made and removed
     * @param gets of one machine
     */
    record Sizes(int machines, int workers, int reads, int gets, int creates, int watchers, int updates) {}

    VSphereWorkload(Sizes sizes) {
        this.sizes = sizes;
    }

    /** Removes what a run that was cut off has left. */
    void clear(Server<VSphereTarget> server) throws IOException, InterruptedException {
        VirtualMachines machines = new VirtualMachines(server.target().client());
        for (Found found : server.target().read("VirtualMachine", List.of("name"))) {
            String name = String.valueOf(found.values().get("name"));
            if (name.startsWith(NEW) || name.equals(WATCHED)) {
                machines.destroy(new ManagedObjectReference<>(
                        "VirtualMachine", found.object().value()));
            }
        }
    }

    /** Makes the machines that a server lacks. */
    Measurement fill(Server<VSphereTarget> server) throws IOException, InterruptedException {
        VSphereTarget target = server.target();
        VSphereTarget.Place place = target.place();
        int there = target.read("VirtualMachine", List.of("name")).size();
        int missing = Math.max(0, sizes.machines() - there);
        return Repetition.measure("machines that were missing", server, missing, sizes.workers(), (_, number) -> {
            create(target, place, "bench-" + (there + number));
            return 0;
        });
    }

    List<Rounds.Phase<VSphereTarget>> phases() {
        return List.of(
                server -> List.of(Repetition.measure(
                        "names of " + sizes.machines() + " machines",
                        server,
                        sizes.reads(),
                        1,
                        (_, _) -> readAll(server.target(), List.of("name")))),
                server -> List.of(Repetition.measure(
                        "10 properties of " + sizes.machines() + " machines",
                        server,
                        Math.max(1, sizes.reads() / 4),
                        1,
                        (_, _) -> readAll(server.target(), PROPERTIES))),
                server -> List.of(get(server)),
                this::createAndRemove,
                server -> {
                    ManagedObjectReference<VirtualMachine> watched =
                            create(server.target(), server.target().place(), WATCHED);
                    try {
                        return List.of(UpdatePhase.run(server, watched, sizes.watchers(), sizes.updates()));
                    } finally {
                        new VirtualMachines(server.target().client()).destroy(watched);
                    }
                });
    }

    private long readAll(VSphereTarget target, List<String> paths) throws IOException, InterruptedException {
        int read = target.read("VirtualMachine", paths).size();
        if (read < sizes.machines()) {
            throw new IOException(read + " machines were told about, and there are " + sizes.machines());
        }
        return 0;
    }

    private Measurement get(Server<VSphereTarget> server) throws IOException, InterruptedException {
        List<? extends ManagedObjectReference<?>> machines =
                server.target().read("VirtualMachine", List.of("name")).stream()
                        .map(Found::object)
                        .toList();
        PropertyReader reader = new PropertyReader(server.target().client());
        return Repetition.measure(
                "10 properties of one machine", server, sizes.gets(), sizes.workers(), (_, number) -> {
                    reader.read(machines.get(number % machines.size()), PROPERTIES);
                    return 0;
                });
    }

    private List<Measurement> createAndRemove(Server<VSphereTarget> server) throws IOException, InterruptedException {
        VSphereTarget target = server.target();
        VSphereTarget.Place place = target.place();
        Map<Integer, ManagedObjectReference<VirtualMachine>> made = new ConcurrentHashMap<>();
        Measurement creates =
                Repetition.measure("create a machine", server, sizes.creates(), sizes.workers(), (_, number) -> {
                    made.put(number, create(target, place, NEW + number));
                    return 0;
                });
        VirtualMachines machines = new VirtualMachines(target.client());
        Measurement removes =
                Repetition.measure("remove a machine", server, sizes.creates(), sizes.workers(), (_, number) -> {
                    machines.destroy(Objects.requireNonNull(made.get(number)));
                    return 0;
                });
        return List.of(creates, removes);
    }

    private static ManagedObjectReference<VirtualMachine> create(
            VSphereTarget target, VSphereTarget.Place place, String name) throws IOException, InterruptedException {
        VirtualMachineConfigSpec spec = VirtualMachineConfigSpec.builder()
                .name(name)
                .guestId("otherGuest64")
                .numCPUs(1)
                .memoryMB(64L)
                .files(VirtualMachineFileInfo.builder()
                        .vmPathName("[" + place.datastore() + "]")
                        .build())
                .build();
        return new VirtualMachines(target.client()).create(place.folder(), place.pool(), null, spec);
    }
}
