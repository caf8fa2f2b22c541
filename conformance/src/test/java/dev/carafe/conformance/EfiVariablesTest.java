package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carafe.vsphere.client.Finder;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.host.Hosts;
import dev.carafe.vsphere.client.vm.DeviceChanges;
import dev.carafe.vsphere.client.vm.VirtualMachines;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The variables of an EFI machine's firmware on {@code carafe esxi} go where upstream's govc has the machine go. */
@Timeout(300)
class EfiVariablesTest {
    @TempDir
    private Path folder;

    private Esxi esxi;
    private Govc govc;

    @BeforeEach
    void start() throws IOException {
        assumeThat(Govc.PROGRAM)
                .as("govc was not built; ./carafe test does it where Go is")
                .isExecutable();
        assumeThat(GuestImageTest.VARIABLES)
                .as("UEFI needs the package ovmf, which ./carafe test installs")
                .exists();
        esxi = Esxi.start(folder, "--without-network");
        govc = new Govc(esxi.url(), Esxi.USER, Esxi.PASSWORD, Files.createDirectory(folder.resolve("home")));
    }

    @AfterEach
    void end() {
        if (esxi != null) {
            esxi.close();
        }
    }

    @Test
    void theyGoWithACloneAndAPackage() throws Exception {
        byte[] variables = Files.readAllBytes(GuestImageTest.VARIABLES);
        variables[variables.length - 1] = 1; // told apart from what a machine begins with
        create("web");
        Path own = Files.write(folder.resolve("own"), variables);
        govc.ok("datastore.upload", own.toString(), "web/web.nvram");

        govc.ok("vm.clone", "-vm", "web", "-on=false", "copy");
        assertThat(variables("copy")).isEqualTo(variables);
        govc.ok("export.ovf", "-i", "-sha", "256", "-vm", "web", folder.toString());
        Path descriptor = folder.resolve("web/web.ovf");
        assertThat(descriptor).content().contains("vmw:key=\"nvram\" vmw:value=\"ovf:/file/file");
        govc.ok("vm.destroy", "web");
        govc.ok("import.ovf", "-name=again", descriptor.toString());
        assertThat(variables("again")).isEqualTo(variables);

        Path exported = descriptor.resolveSibling("web-file-1.nvram");
        assertThat(exported).hasBinaryContent(variables);
        Files.write(exported, new byte[8684]); // of another make of firmware
        govc.ok("import.ovf", "-name=other", descriptor.toString());
        assertThat(govc.ok("datastore.ls", "other")).contains("other.vmx").doesNotContain(".nvram");
        govc.ok("vm.destroy", "copy", "again", "other");
        assertThat(govc.ok("datastore.ls")).isBlank();
    }

    private void create(String name) throws Exception {
        try (VSphereClient client = CarafeHost.client(esxi)) {
            Finder finder = new Finder(client);
            ManagedObjectReference<HostSystem> host =
                    finder.find(Finder.Kind.HOST_SYSTEM, "*").as();
            new VirtualMachines(client)
                    .create(
                            finder.find(Finder.Kind.FOLDER, "/*/vm").as(),
                            new Hosts(client).resourcePool(host),
                            host,
                            VirtualMachineConfigSpec.builder()
                                    .name(name)
                                    .guestId("otherLinux64Guest")
                                    .memoryMB(64L)
                                    .firmware("efi")
                                    .files(VirtualMachineFileInfo.builder()
                                            .vmPathName("[datastore1]")
                                            .build())
                                    .deviceChange(DeviceChanges.ofNewMachine()
                                            .addDisk(8L << 20, null, "")
                                            .list())
                                    .build());
            client.logout();
        }
    }

    private byte[] variables(String machine) throws IOException {
        Path file = folder.resolve(machine + ".nvram");
        govc.ok("datastore.download", machine + "/" + machine + ".nvram", file.toString());
        return Files.readAllBytes(file);
    }
}
