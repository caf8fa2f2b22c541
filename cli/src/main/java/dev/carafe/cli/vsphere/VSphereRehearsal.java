package dev.carafe.cli.vsphere;

import dev.carafe.vsphere.client.ConnectionConfig;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.PropertyReader.Found;
import dev.carafe.vsphere.client.PropertyWaiter;
import dev.carafe.vsphere.client.Trust;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.View;
import dev.carafe.vsphere.client.vm.VirtualMachines;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import java.io.IOException;
import java.util.List;

/**
 * What clients do to a host most: reading machines, waiting for their changes, making and removing them. Done often enough
 * that the Java machine, when it makes a start-up cache, learns what is worth compiling early. No machine is powered on.
 */
public final class VSphereRehearsal {
    private static final String MACHINE = "VirtualMachine";
    private static final String NAME = "train";

    private static final List<String> PROPERTIES = List.of(
            "name",
            "parent",
            "config.uuid",
            "config.files.vmPathName",
            "config.hardware.device",
            "runtime.powerState",
            "runtime.host",
            "guest.toolsRunningStatus",
            "summary.config.memorySizeMB");

    private final VSphereClient client;
    private final VirtualMachines machines;

    private VSphereRehearsal(VSphereClient client) {
        this.client = client;
        this.machines = new VirtualMachines(client);
    }

    /**
     * Uses a cloud's host, which runs.
     *
     * @param uses how often each operation is done; one that makes a machine a tenth of that
     */
    public static void run(OwnHost host, int uses) throws IOException, InterruptedException {
        Trust own = new Trust.Pinned(VCenterSession.thumbprint(host.certificate()));
        try (VSphereClient client = VSphereClient.connect(ConnectionConfig.of(host.address(), own))) {
            client.login("root", host.password());
            new VSphereRehearsal(client).run(uses);
            client.logout();
        }
    }

    private void run(int uses) throws IOException, InterruptedException {
        ManagedObjectReference<Folder> folder = reference("Datacenter", "vmFolder");
        ManagedObjectReference<ResourcePool> pool = reference("ComputeResource", "resourcePool");
        VirtualMachineConfigSpec spec = VirtualMachineConfigSpec.builder()
                .name(NAME)
                .guestId("otherGuest64")
                .numCPUs(1)
                .memoryMB(64L)
                .files(VirtualMachineFileInfo.builder()
                        .vmPathName("[" + only("Datastore", List.of("name")).value("name", String.class) + "]")
                        .build())
                .build();
        for (int i = 0; i < uses / 10; i++) {
            machines.destroy(machines.create(folder, pool, null, spec));
        }
        ManagedObjectReference<VirtualMachine> machine = machines.create(folder, pool, null, spec);
        PropertyReader reader = new PropertyReader(client);
        for (int i = 0; i < uses; i++) {
            only(MACHINE, PROPERTIES);
            reader.read(machine, PROPERTIES);
        }
        renameAndWait(machine, uses);
        machines.destroy(machine);
    }

    /** Each name is seen before the next is given. */
    private void renameAndWait(ManagedObjectReference<VirtualMachine> machine, int uses)
            throws IOException, InterruptedException {
        int[] next = {0};
        new PropertyWaiter(client).waitFor(machine, List.of("name"), found -> {
            String seen = found.value("name", String.class);
            if (next[0] > 0 && !(NAME + next[0]).equals(seen)) {
                return false;
            }
            next[0]++;
            return next[0] > uses || !renamed(machine, NAME + next[0]);
        });
    }

    private boolean renamed(ManagedObjectReference<VirtualMachine> machine, String name) {
        try {
            machines.rename(machine, name);
            return true;
        } catch (IOException _) { // what is left out is learned later
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private <M extends dev.carafe.vsphere.vim.ManagedObject> ManagedObjectReference<M> reference(
            String type, String property) throws IOException, InterruptedException {
        return VSphereClient.present(only(type, List.of(property)).<M>reference(property), property);
    }

    private Found only(String type, List<String> paths) throws IOException, InterruptedException {
        try (View view = View.container(client, client.content().rootFolder(), List.of(type))) {
            return view.read(type, paths).getFirst();
        }
    }
}
