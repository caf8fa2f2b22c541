package dev.carafe.vsphere.esxi.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.esxi.testing.RealQemu;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.AlreadyUpgraded;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCloneSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromotionTest {
    private static final String CONTENT = "x".repeat(4096 * 1024);

    @TempDir
    Path folder;

    private TestHost host;

    @BeforeEach
    void open() throws Exception {
        RealQemu.assume(); // its tools copy disks
        host = new TestHost(folder);
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void aLinkedCloneGetsADiskOfItsOwn() throws Exception {
        ManagedObjectReference<VirtualMachine> web = host.create(Specs.small("web"));
        Files.writeString(host.datastore.resolve("web/web-flat.vmdk"), CONTENT);
        ManagedObjectReference<?> taken = (ManagedObjectReference<?>)
                Objects.requireNonNull(host.done(host.vm(web).createSnapshot_Task("base", "", false, false)));
        VirtualMachineCloneSpec linked = VirtualMachineCloneSpec.builder()
                .location(VirtualMachineRelocateSpec.builder()
                        .diskMoveType("createNewChildDiskBacking")
                        .build())
                .snapshot(new ManagedObjectReference<VirtualMachineSnapshot>("VirtualMachineSnapshot", taken.value()))
                .powerOn(false)
                .template(false)
                .build();
        ManagedObjectReference<?> made = (ManagedObjectReference<?>)
                Objects.requireNonNull(host.done(host.vm(web).cloneVM_Task(TestHost.FOLDER, "copy", linked)));
        ManagedObjectReference<VirtualMachine> copy = new ManagedObjectReference<>("VirtualMachine", made.value());
        host.done(host.vm(copy).promoteDisks_Task(true, List.of()));
        host.done(host.vm(web).destroy_Task());
        assertThat(host.datastore.resolve("web"))
                .as("nothing lies over the source's disk any more")
                .doesNotExist();
        try (var files = Files.list(host.datastore.resolve("copy"))) {
            assertThat(files.filter(file -> file.toString().endsWith("-flat.vmdk")))
                    .singleElement()
                    .satisfies(flat -> assertThat(flat).hasContent(CONTENT));
        }
        host.close();
        host = new TestHost(folder);
        host.done(host.vm(copy).destroy_Task());
        assertThat(host.datastore).isEmptyDirectory();
    }

    @Test
    void virtualHardwareBecomesNewerAndNeverOlder() throws Exception {
        ManagedObjectReference<VirtualMachine> web =
                host.create(Specs.small("web").toBuilder().version("vmx-13").build());
        host.done(host.vm(web).upgradeVM_Task("vmx-15"));
        assertThat(host.config(web).version()).isEqualTo("vmx-15");
        assertThatThrownBy(() -> host.done(host.vm(web).upgradeVM_Task("vmx-13")))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(AlreadyUpgraded.class));
        assertThatThrownBy(() -> host.done(host.vm(web).upgradeVM_Task("vmx-99")))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(NotSupported.class));
        host.done(host.vm(web).upgradeVM_Task(null));
        assertThat(host.config(web).version()).isEqualTo("vmx-21");
        assertThat(host.eventTypes()).contains("VmUpgradingEvent", "VmUpgradeCompleteEvent");
    }
}
