package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.client.TransferException;
import dev.carafe.vsphere.client.TransferProgress;
import dev.carafe.vsphere.client.host.Hosts;
import dev.carafe.vsphere.client.ovf.OvfExport;
import dev.carafe.vsphere.client.ovf.OvfImport;
import dev.carafe.vsphere.client.ovf.OvfPackage;
import dev.carafe.vsphere.client.vm.Snapshots;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.NoDiskSpace;
import dev.carafe.vsphere.vim.vim25.VirtualDiskType;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a server does with a datastore that fills up: nothing is done by half. */
abstract class VSphereFullDiskContract extends VSphereSmallDatastore {
    @Test
    void aDatastoreThatIsFullTakesNothingHalf() throws Exception {
        leave(2 << 20);

        assertThat(refused(NoDiskSpace.class, () -> machine("large", 8)).datastore())
                .isEqualTo(SMALL);
        assertThat(there()).isEmpty();
        byte[] upload = new byte[4 << 20];
        assertThatExceptionOfType(TransferException.class)
                .isThrownBy(() ->
                        files.upload(new ByteArrayInputStream(upload), upload.length, "file", TransferProgress.NONE))
                .satisfies(e -> assertThat(e.status()).isEqualTo(507));
        assertThat(there()).isEmpty();
        refused(
                NoDiskSpace.class,
                () -> disks().create(files.path("a.vmdk"), 8 << 20, VirtualDiskType.EAGER_ZEROED_THICK));
        assertThat(there()).isEmpty();
        assertThat(names()).isEmpty();

        Files.delete(disk.resolve("ballast"));
        machines.destroy(machine("small", 4));
        assertThat(there()).isEmpty();
    }

    @Test
    void aMachineOnAFullDatastoreStaysAsItIs() throws Exception {
        ManagedObjectReference<VirtualMachine> vm = machine("kept");
        fill(disk.resolve("kept/kept-flat.vmdk"));
        leave(0);
        List<String> before = there();

        refused(NoDiskSpace.class, () -> new Snapshots(client, vm).create("s", "", false, false));
        assertThat(there()).isEqualTo(before);
        assertThat(new Snapshots(client, vm).tree()).isEmpty();
        refused(NoDiskSpace.class, () -> clone(vm, "second"));
        assertThat(there()).isEqualTo(before);
        refused(
                NoDiskSpace.class,
                () -> machines.reconfigure(
                        vm,
                        VirtualMachineConfigSpec.builder()
                                .annotation("x".repeat(20_000))
                                .build()));
        assertThat(there()).isEqualTo(before);
        assertThat(names()).containsExactly("kept");

        Files.delete(disk.resolve("ballast"));
        new Snapshots(client, vm).create("s", "", false, false);
        clone(vm, "second");
        assertThat(names()).containsExactlyInAnyOrder("kept", "second");
    }

    /** Gives a file content that takes its whole size. */
    private static void fill(Path file) throws IOException {
        byte[] bytes = new byte[(int) Files.size(file)];
        new Random(8).nextBytes(bytes);
        Files.write(file, bytes);
    }

    @Test
    void anImportThatDoesNotFitLeavesNothing() throws Exception {
        ManagedObjectReference<VirtualMachine> source = machine("source", 8, ROOMY);
        fill(folder.resolve(ROOMY).resolve("source/source-flat.vmdk"));
        Path ova = folder.resolve("source.ova");
        new OvfExport(client, source).toOva(ova, "source", TransferProgress.NONE);
        machines.destroy(source);
        leave(3 << 20);

        assertThatExceptionOfType(TransferException.class)
                .isThrownBy(() -> importFrom(ova, "imported"))
                .satisfies(e -> assertThat(e.status()).isEqualTo(507));
        Await.until("nothing to be left", MOST, this::thereAndNames, List.of()::equals);

        Files.delete(disk.resolve("ballast"));
        importFrom(ova, "imported");
        assertThat(names()).containsExactly("imported");
        Files.delete(ova);
    }

    private void importFrom(Path ova, String name) throws Exception {
        try (OvfPackage packed = OvfPackage.open(ova)) {
            new OvfImport(client, new Hosts(client).resourcePool(host()), datastore(), machinesFolder())
                    .run(packed, name, TransferProgress.NONE);
        }
    }

    List<String> thereAndNames() {
        try {
            return Stream.concat(there().stream(), names().stream()).toList();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSnapshotWhoseMemoryDoesNotFitIsNotTakenAndTheMachineRunsOn() throws Exception {
        ManagedObjectReference<VirtualMachine> vm = machine("kept");
        machines.powerOn(vm);
        leave(512 << 10);
        List<String> before = there();

        refused(NoDiskSpace.class, () -> new Snapshots(client, vm).create("s", "", true, false));
        assertThat(there()).isEqualTo(before);
        assertThat(new Snapshots(client, vm).tree()).isEmpty();
        assertThat(machines.powerState(vm)).isEqualTo(VirtualMachinePowerState.POWERED_ON);

        Files.delete(disk.resolve("ballast"));
        new Snapshots(client, vm).create("s", "", true, false);
        assertThat(new Snapshots(client, vm).tree()).hasSize(1);
        machines.powerOff(vm);
    }
}
