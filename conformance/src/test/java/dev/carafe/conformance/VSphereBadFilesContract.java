package dev.carafe.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.client.Connection;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.TransferException;
import dev.carafe.vsphere.client.TransferProgress;
import dev.carafe.vsphere.client.datastore.DatastoreFiles;
import dev.carafe.vsphere.client.host.Hosts;
import dev.carafe.vsphere.client.vm.Snapshots;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.FileFault;
import dev.carafe.vsphere.vim.vim25.FileNotFound;
import dev.carafe.vsphere.vim.vim25.InaccessibleDatastore;
import dev.carafe.vsphere.vim.vim25.InvalidDatastorePath;
import dev.carafe.vsphere.vim.vim25.VirtualDiskType;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConnectionState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VmConfigFault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server does with paths that lead astray, files that are damaged, and a datastore that goes away or fills up. */
abstract class VSphereBadFilesContract extends VSphereLeaseContract {
    @ParameterizedTest
    @ValueSource(strings = {"../escaped", "a/../../escaped", "/../escaped"})
    void noPathLeadsOutOfADatastore(String path) throws Exception {
        Path outside = Files.writeString(folder.resolve("outside.vmx"), "displayName = \"x\"\n");

        refused(InvalidDatastorePath.class, () -> files.makeDirectory(path, true));
        refused(InvalidDatastorePath.class, () -> files.delete(path));
        refused(InvalidDatastorePath.class, () -> files.move(path, "x", false));
        refused(InvalidDatastorePath.class, () -> files.copy("x", path, false));
        refused(
                InvalidDatastorePath.class,
                () -> disks().create(files.path(path + ".vmdk"), 1 << 20, VirtualDiskType.THIN));
        refused(InvalidDatastorePath.class, () -> register(path + ".vmx"));
        refused(InvalidDatastorePath.class, () -> machineIn("[" + SMALL + "] " + path + "/m.vmx"));
        assertThatExceptionOfType(TransferException.class)
                .isThrownBy(() -> files.download(path, new ByteArrayOutputStream(), TransferProgress.NONE))
                .satisfies(e -> assertThat(e.status()).isEqualTo(400));
        assertThatExceptionOfType(TransferException.class)
                .isThrownBy(() -> files.upload(new ByteArrayInputStream(new byte[1]), 1, path, TransferProgress.NONE))
                .satisfies(e -> assertThat(e.status()).isEqualTo(400));

        assertThat(outside).hasContent("displayName = \"x\"\n");
        assertThat(folder.resolve("escaped")).doesNotExist();
        assertThat(there()).isEmpty();
        assertThat(names()).isEmpty();
    }

    private void machineIn(String vmx) throws Exception {
        machines.create(
                machinesFolder(),
                new Hosts(client).resourcePool(host()),
                host(),
                VirtualMachineConfigSpec.builder()
                        .name("m")
                        .guestId("otherGuest64")
                        .files(VirtualMachineFileInfo.builder().vmPathName(vmx).build())
                        .build());
    }

    @Test
    void aLinkInADatastoreLeadsNowhere() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "nobody's business");
        Files.createSymbolicLink(disk.resolve("link"), secret);
        Files.createSymbolicLink(disk.resolve("up"), folder);

        for (String path : List.of("link", "up/secret")) {
            ByteArrayOutputStream seen = new ByteArrayOutputStream();
            assertThatExceptionOfType(TransferException.class)
                    .isThrownBy(() -> files.download(path, seen, TransferProgress.NONE))
                    .satisfies(e -> assertThat(e.status()).isEqualTo(400));
            assertThat(seen.toString(UTF_8)).doesNotContain("nobody");
            assertThatExceptionOfType(TransferException.class)
                    .isThrownBy(
                            () -> files.upload(new ByteArrayInputStream(new byte[1]), 1, path, TransferProgress.NONE));
        }
        refused(InvalidDatastorePath.class, () -> files.delete("up/secret"));
        assertThat(secret).hasContent("nobody's business");
    }

    @Test
    void whatIsNoMachineIsNotRegistered() throws Exception {
        Files.createDirectory(disk.resolve("odd"));
        garbage(Files.createFile(disk.resolve("odd/garbage.vmx")));
        Files.writeString(
                disk.resolve("odd/wrong.vmx"), "displayName = \"x\"\nmemSize = \"much\"\nnumvcpus = \"-3\"\n");
        Files.createFile(disk.resolve("odd/empty.vmx"));
        Files.write(disk.resolve("odd/large.vmx"), new byte[9 << 20]);
        Files.createDirectory(disk.resolve("odd/folder.vmx"));
        List<String> before = there();

        for (String name : List.of("garbage", "wrong", "empty", "large", "folder")) {
            refused(VmConfigFault.class, () -> register("odd/" + name + ".vmx"));
        }
        refused(FileNotFound.class, () -> register("odd/absent.vmx"));

        assertThat(there()).isEqualTo(before);
        assertThat(names()).isEmpty();
    }

    private void register(String path) throws Exception {
        machines.register(
                machinesFolder(), new Hosts(client).resourcePool(host()), host(), "[" + SMALL + "] " + path, null);
    }

    @Test
    void aDatastoreThatGoesAwayIsInaccessibleUntilItIsBack() throws Exception {
        ManagedObjectReference<VirtualMachine> vm = machine("kept", 4, ROOMY);
        DatastoreFiles roomy = DatastoreFiles.of(client, datastore(ROOMY));
        Path place = folder.resolve(ROOMY);
        Path away = folder.resolve("away");
        Files.move(place, away);
        Files.createDirectory(place); // as the folder that something was mounted on
        awaitAccessible(false);
        Await.until("the machine to be inaccessible", MOST, () -> connection(vm), "inaccessible"::equals);

        refused(InaccessibleDatastore.class, () -> machines.powerOn(vm));
        refused(InaccessibleDatastore.class, () -> machine("more", 4, ROOMY));
        refused(InaccessibleDatastore.class, () -> roomy.makeDirectory("more", true));
        assertThatExceptionOfType(TransferException.class)
                .isThrownBy(() -> roomy.upload(new ByteArrayInputStream(new byte[1]), 1, "f", TransferProgress.NONE))
                .satisfies(e -> assertThat(e.status()).isEqualTo(503));
        machines.destroy(machine("elsewhere"));
        assertThat(place).isEmptyDirectory();

        Files.delete(place);
        Files.move(away, place);
        awaitAccessible(true);
        Await.until("the machine to be there again", MOST, () -> connection(vm), "connected"::equals);
        assertThat(names()).containsExactly("kept");
        new Snapshots(client, vm).create("s", "", false, false);
    }

    private void awaitAccessible(boolean wanted) {
        Await.until(
                "the datastore to be " + (wanted ? "accessible" : "inaccessible"),
                MOST,
                () -> {
                    try {
                        ManagedObjectReference<Datastore> roomy = datastore(ROOMY);
                        Connection.run(
                                () -> Datastore.stub(client.connection(), roomy).refreshDatastore());
                        return new PropertyReader(client)
                                .read(roomy, List.of("summary.accessible"))
                                .value("summary.accessible", Boolean.class);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                Boolean.valueOf(wanted)::equals);
    }

    private String connection(ManagedObjectReference<VirtualMachine> vm) {
        try {
            VirtualMachineConnectionState state = new PropertyReader(client)
                    .read(vm, List.of("runtime.connectionState"))
                    .value("runtime.connectionState", VirtualMachineConnectionState.class);
            return state == null ? "unknown" : state.wire();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aMachineWhoseDiskIsDamagedIsNotPoweredOnAndNotCloned() throws Exception {
        ManagedObjectReference<VirtualMachine> vm = machine("kept");
        garbage(disk.resolve("kept/kept.vmdk"));
        List<String> before = there();

        FaultException[] said = new FaultException[1];
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> machines.powerOn(vm))
                .satisfies(e -> said[0] = e);
        assertThat(said[0].fault()).as(said[0].getMessage()).isInstanceOfAny(FileFault.class, VmConfigFault.class);
        assertThat(said[0]).hasMessageContaining("kept.vmdk");
        assertThat(machines.powerState(vm)).isEqualTo(VirtualMachinePowerState.POWERED_OFF);
        refused(FileFault.class, () -> clone(vm, "second"));
        refused(FileFault.class, () -> new Snapshots(client, vm).create("s", "", false, false));
        assertThat(there().stream().filter(name -> !name.endsWith(".nvram"))).isEqualTo(before);
        assertThat(names()).containsExactly("kept");

        machines.destroy(vm);
        assertThat(names()).isEmpty();
    }
}
