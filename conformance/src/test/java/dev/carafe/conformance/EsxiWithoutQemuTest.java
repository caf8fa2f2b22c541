package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.client.Finder;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.host.Hosts;
import dev.carafe.vsphere.client.vm.VirtualMachines;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.SystemError;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A host agent on a machine whose QEMU is missing or too old: it serves, says so, and powers nothing on. */
@Timeout(180)
class EsxiWithoutQemuTest {
    private static final String QEMU = "qemu-system-x86_64";

    @TempDir
    private Path folder;

    @Test
    void withoutAQemuMachinesAreMadeAndNotPoweredOn() throws Exception {
        assertServesWithoutPower(programsWithoutQemu(), "no qemu-system-x86_64 found");
    }

    @Test
    void aQemuThatIsTooOldIsNotUsed() throws Exception {
        Path programs = programsWithoutQemu();
        Files.writeString(programs.resolve(QEMU), "#!/bin/sh\necho 'QEMU emulator version 4.2.1'\n");
        Files.setPosixFilePermissions(programs.resolve(QEMU), PosixFilePermissions.fromString("rwxr-xr-x"));

        assertServesWithoutPower(programs, "4.2.1");
    }

    /** A folder with all programs of this machine but QEMU's. */
    private Path programsWithoutQemu() throws IOException {
        Path programs = Files.createDirectory(folder.resolve("programs"));
        for (String place : System.getenv("PATH").split(":")) {
            if (Files.isDirectory(Path.of(place))) {
                try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of(place))) {
                    for (Path program : all) {
                        Path link = programs.resolve(program.getFileName());
                        if (!program.getFileName().toString().startsWith("qemu-") && !Files.exists(link)) {
                            Files.createSymbolicLink(link, program);
                        }
                    }
                }
            }
        }
        return programs;
    }

    private void assertServesWithoutPower(Path programs, String reason) throws Exception {
        try (CarafeHost host = CarafeHost.startWithPath(folder, programs.toString());
                VSphereClient client = host.client()) {
            assertThat(host.log()).contains(reason).doesNotContain("\tat ");
            assertThat(client.content().about().fullName()).contains("without QEMU");
            VirtualMachines machines = new VirtualMachines(client);
            ManagedObjectReference<VirtualMachine> vm = machine(client, machines);

            assertThatExceptionOfType(FaultException.class)
                    .isThrownBy(() -> machines.powerOn(vm))
                    .withMessageContaining(reason)
                    .satisfies(e -> assertThat(e.fault()).isInstanceOf(SystemError.class));
            assertThat(machines.powerState(vm)).isEqualTo(VirtualMachinePowerState.POWERED_OFF);

            machines.destroy(vm);
        }
    }

    private static ManagedObjectReference<VirtualMachine> machine(VSphereClient client, VirtualMachines machines)
            throws Exception {
        Finder everywhere = new Finder(client);
        Finder finder = everywhere.in(everywhere.defaultDatacenter());
        ManagedObjectReference<HostSystem> host =
                finder.list(Finder.Kind.HOST_SYSTEM, "*").getFirst().as();
        return machines.create(
                finder.find(Finder.Kind.FOLDER, "/*/vm").as(),
                new Hosts(client).resourcePool(host),
                host,
                VirtualMachineConfigSpec.builder()
                        .name("off")
                        .guestId("otherGuest64")
                        .memoryMB(32L)
                        .files(VirtualMachineFileInfo.builder()
                                .vmPathName("[datastore1]")
                                .build())
                        .build());
    }
}
