package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.client.Finder;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.host.Hosts;
import dev.carafe.vsphere.client.vm.DeviceChanges;
import dev.carafe.vsphere.client.vm.VirtualMachines;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConnectionState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import dev.carafe.vsphere.vim.vim25.VmConfigFault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host agent whose machines' files were damaged while it was away. */
@Timeout(180)
class EsxiDamagedFilesTest {
    @TempDir
    private Path folder;

    @Test
    void damagedMachinesAreShownAsSuchAndHarmNoOther() throws Exception {
        Path datastore = folder.resolve("data/datastores/datastore1");
        Esxi first = Esxi.start(folder, "--without-network");
        try (VSphereClient client = CarafeHost.client(first)) {
            for (String name : List.of("config", "disk", "snapshots", "whole")) {
                machine(client, name);
            }
        }
        first.kill();
        byte[] garbage = {0, (byte) 0xff, 1, '=', '"', '\n', 7};
        Files.write(datastore.resolve("config/config.vmx"), garbage);
        Files.write(datastore.resolve("disk/disk.vmdk"), garbage);
        Files.write(datastore.resolve("snapshots/snapshots.vmsd"), garbage);

        try (Esxi second = Esxi.start(folder, "--without-network");
                VSphereClient client = CarafeHost.client(second)) {
            assertThat(second.log()).contains("[datastore1] config/config.vmx cannot be read");
            VirtualMachines machines = new VirtualMachines(client);
            List<ManagedObjectReference<VirtualMachine>> all = machinesOf(client);
            assertThat(all).hasSize(4);
            assertThat(state(client, all.get(0))).isEqualTo(VirtualMachineConnectionState.INVALID);
            assertThat(state(client, all.get(1))).isEqualTo(VirtualMachineConnectionState.CONNECTED);
            assertThat(state(client, all.get(2))).isEqualTo(VirtualMachineConnectionState.INVALID);
            assertThat(state(client, all.get(3))).isEqualTo(VirtualMachineConnectionState.CONNECTED);

            assertThatExceptionOfType(FaultException.class)
                    .isThrownBy(() -> machines.powerOn(all.get(0)))
                    .satisfies(e -> assertThat(e.fault()).isInstanceOf(VmConfigFault.class));
            assertThatExceptionOfType(FaultException.class)
                    .isThrownBy(() -> machines.powerOn(all.get(1)))
                    .withMessageContaining("disk.vmdk");
            assertThat(datastore.resolve("config/config.vmx")).hasBinaryContent(garbage);
            assertThat(datastore.resolve("config/config-flat.vmdk")).exists();

            for (ManagedObjectReference<VirtualMachine> vm : all.subList(0, 3)) {
                machines.unregister(vm);
            }
            machines.destroy(all.get(3));
            assertThat(machinesOf(client)).isEmpty();
            assertThat(datastore.resolve("config/config-flat.vmdk")).exists();
        }
    }

    /** In the order in which they came. */
    private static List<ManagedObjectReference<VirtualMachine>> machinesOf(VSphereClient client) throws Exception {
        Finder everywhere = new Finder(client);
        return everywhere.in(everywhere.defaultDatacenter()).list(Finder.Kind.VIRTUAL_MACHINE, "*").stream()
                .<ManagedObjectReference<VirtualMachine>>map(Finder.Element::as)
                .sorted((a, b) -> Integer.compare(Integer.parseInt(a.value()), Integer.parseInt(b.value())))
                .toList();
    }

    private static VirtualMachineConnectionState state(VSphereClient client, ManagedObjectReference<VirtualMachine> vm)
            throws Exception {
        return VSphereClient.present(
                new PropertyReader(client)
                        .read(vm, List.of("runtime.connectionState"))
                        .value("runtime.connectionState", VirtualMachineConnectionState.class),
                "connection state");
    }

    private static void machine(VSphereClient client, String name) throws Exception {
        Finder everywhere = new Finder(client);
        Finder finder = everywhere.in(everywhere.defaultDatacenter());
        ManagedObjectReference<HostSystem> host =
                finder.list(Finder.Kind.HOST_SYSTEM, "*").getFirst().as();
        ManagedObjectReference<Datastore> datastore =
                finder.find(Finder.Kind.DATASTORE, "datastore1").as();
        new VirtualMachines(client)
                .create(
                        finder.find(Finder.Kind.FOLDER, "/*/vm").as(),
                        new Hosts(client).resourcePool(host),
                        host,
                        VirtualMachineConfigSpec.builder()
                                .name(name)
                                .guestId("otherGuest64")
                                .memoryMB(32L)
                                .files(VirtualMachineFileInfo.builder()
                                        .vmPathName("[datastore1]")
                                        .build())
                                .deviceChange(DeviceChanges.ofNewMachine()
                                        .addDisk(1L << 20, datastore, "")
                                        .list())
                                .build());
    }
}
