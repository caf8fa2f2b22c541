package dev.carafe.vsphere.esxi.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.esxi.datastore.Datastore;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.esxi.disk.DiskStore;
import dev.carafe.vsphere.esxi.disk.Unfinished;
import dev.carafe.vsphere.esxi.nfc.NfcLeases;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.FileLocked;
import dev.carafe.vsphere.vim.vim25.HttpNfcLease;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseInfo;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseProperties;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseState;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.OptionValue;
import dev.carafe.vsphere.vim.vim25.RequestCanceled;
import dev.carafe.vsphere.vim.vim25.ResourceAllocationInfo;
import dev.carafe.vsphere.vim.vim25.ResourceConfigSpec;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import dev.carafe.vsphere.vim.vim25.VAppConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualAppImportSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineImportSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Needs {@code qemu-img}, and fails without it. */
@Timeout(60)
class MachineLeasesTest {
    @TempDir
    Path folder;

    private TestHost host;

    @BeforeEach
    void setUp() throws Exception {
        host = new TestHost(folder);
        Datastores datastores = new Datastores(List.of(new Datastore("datastore1", host.datastore)));
        host.machines.leaseBy(new NfcLeases(
                host.registry,
                datastores,
                new DiskStore(datastores, new Random(1), new Unfinished("host-under-test")),
                NfcLeases.TIMEOUT,
                new Random(2),
                () -> ""));
    }

    @AfterEach
    void tearDown() {
        host.close();
    }

    private HttpNfcLeaseProperties shown(ManagedObjectReference<HttpNfcLease> lease) {
        return (HttpNfcLeaseProperties) host.registry.properties(lease).orElseThrow();
    }

    private HttpNfcLease object(ManagedObjectReference<HttpNfcLease> lease) {
        return (HttpNfcLease) host.registry.find(lease).orElseThrow();
    }

    private HttpNfcLeaseInfo ready(ManagedObjectReference<HttpNfcLease> lease) throws InterruptedException {
        while (shown(lease).state() == HttpNfcLeaseState.INITIALIZING) {
            Thread.sleep(1);
        }
        assertThat(shown(lease).error()).isNull();
        return Objects.requireNonNull(shown(lease).info());
    }

    private ManagedObjectReference<HttpNfcLease> importing() {
        VirtualMachineImportSpec spec = VirtualMachineImportSpec.builder()
                .configSpec(Specs.small("web"))
                .build();
        return host.machines.importLease(spec, TestHost.FOLDER, TestHost.POOL);
    }

    private TaskInfo end(String descriptionId) throws InterruptedException {
        TaskInfo task = host.tasks.all().stream()
                .filter(info -> info.descriptionId().equals(descriptionId))
                .findFirst()
                .orElseThrow();
        return host.tasks.await(Objects.requireNonNull(task.task()));
    }

    @Test
    void anImportThatIsCompletedLeavesAMachine() throws Exception {
        ManagedObjectReference<HttpNfcLease> lease = importing();
        HttpNfcLeaseInfo info = ready(lease);
        assertThat(info.deviceUrl())
                .isNotEmpty()
                .allSatisfy(
                        url -> assertThat(url.importKey()).startsWith("/web/").endsWith("0:0"));
        object(lease).httpNfcLeaseComplete();
        assertThat(shown(lease).state()).isEqualTo(HttpNfcLeaseState.DONE);
        TaskInfo task = end("ResourcePool.importVApp");
        assertThat(task.state()).isEqualTo(TaskInfoState.SUCCESS);
        assertThat(task.result()).isEqualTo(info.entity());
        assertThat(host.registry.find(info.entity())).isPresent();
    }

    @Test
    void anImportThatIsAbortedLeavesNothing() throws Exception {
        ManagedObjectReference<HttpNfcLease> lease = importing();
        ManagedObjectReference<?> machine = ready(lease).entity();
        object(lease).httpNfcLeaseAbort(null);
        TaskInfo task = end("ResourcePool.importVApp");
        assertThat(Objects.requireNonNull(task.error()).fault()).isInstanceOf(RequestCanceled.class);
        assertThat(host.registry.find(machine)).isEmpty();
        assertThat(Files.exists(host.datastore.resolve("web"))).isFalse();
    }

    @Test
    void anImportThatItsClientAbortsIsNoErrorInTheLog() throws Exception {
        BlockingQueue<LogRecord> logged = new LinkedBlockingQueue<>();
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("dev.carafe.vsphere.esxi.nfc");
        logger.addHandler(listener);
        try {
            ManagedObjectReference<HttpNfcLease> lease = importing();
            ready(lease);
            object(lease).httpNfcLeaseAbort(null);
            assertThat(end("ResourcePool.importVApp").state()).isEqualTo(TaskInfoState.ERROR);
            LogRecord first = logged.take();
            assertThat(first.getLevel()).isEqualTo(Level.INFO);
            assertThat(new SimpleFormatter().formatMessage(first))
                    .isEqualTo("the lease of web was aborted, and is undone");
        } finally {
            logger.removeHandler(listener);
        }
    }

    @Test
    void anImportThatTheAgentDidNotSeeTheEndOfLeavesNothing() throws Exception {
        ManagedObjectReference<?> machine = ready(importing()).entity();
        host.close();
        host = new TestHost(folder);
        assertThat(host.registry.find(machine)).isEmpty();
        assertThat(host.datastore.resolve("web")).doesNotExist();
    }

    @Test
    void anImportThatWasCompletedIsThereAfterARestart() throws Exception {
        ManagedObjectReference<HttpNfcLease> lease = importing();
        ManagedObjectReference<?> machine = ready(lease).entity();
        object(lease).httpNfcLeaseComplete();
        host.close();
        host = new TestHost(folder);
        assertThat(host.registry.find(machine)).isPresent();
    }

    @Test
    void anImportOfWhatCannotBeMadeSaysWhy() throws Exception {
        host.create(Specs.small("web"));
        ManagedObjectReference<HttpNfcLease> lease = host.machines.importLease(
                VirtualMachineImportSpec.builder()
                        .configSpec(Specs.small("web").toBuilder()
                                .files(VirtualMachineFileInfo.builder()
                                        .vmPathName("[nowhere]")
                                        .build())
                                .build())
                        .build(),
                TestHost.FOLDER,
                TestHost.POOL);
        while (shown(lease).error() == null) {
            Thread.sleep(1);
        }
        assertThat(shown(lease).state()).isEqualTo(HttpNfcLeaseState.ERROR);
        assertThat(Objects.requireNonNull(end("ResourcePool.importVApp").error())
                        .fault())
                .isEqualTo(Objects.requireNonNull(shown(lease).error()).fault());
    }

    @Test
    void aMachineIsExportedInItsTurn() throws Exception {
        ManagedObjectReference<VirtualMachine> machine = host.create(Specs.small("web"));
        ManagedObjectReference<HttpNfcLease> lease = host.vm(machine).exportVm();
        HttpNfcLeaseInfo info = ready(lease);
        assertThat(info.entity()).isEqualTo(machine);
        var renamed = host.vm(machine).rename_Task("other");
        assertThat(host.tasks.info(renamed).state())
                .as("it waits for the export")
                .isEqualTo(TaskInfoState.QUEUED);
        object(lease).httpNfcLeaseComplete();
        host.done(renamed);
        assertThat(end("VirtualMachine.exportVm").state()).isEqualTo(TaskInfoState.SUCCESS);
        assertThat(host.registry.find(machine)).isPresent();
    }

    @Test
    void anEfiMachineIsExportedWithItsFirmwaresVariables() throws Exception {
        ManagedObjectReference<VirtualMachine> machine =
                host.create(Specs.small("web").toBuilder().firmware("efi").build());
        ManagedObjectReference<HttpNfcLease> first = host.vm(machine).exportVm();
        assertThat(ready(first).deviceUrl()).as("it was never on").hasSize(1);
        object(first).httpNfcLeaseComplete();
        Files.write(host.datastore.resolve("web/web.nvram"), new byte[TestHost.VARIABLES_BYTES]);
        assertThat(ready(host.vm(machine).exportVm()).deviceUrl())
                .filteredOn(url -> !Boolean.TRUE.equals(url.disk()))
                .singleElement()
                .satisfies(url -> {
                    assertThat(url.key()).endsWith("/nvram");
                    assertThat(url.fileSize()).isEqualTo(TestHost.VARIABLES_BYTES);
                });
    }

    @Test
    void anImportTakesAFirmwaresVariablesThatAreToCome() throws Exception {
        VirtualMachineConfigSpec config = Specs.small("web").toBuilder()
                .firmware("efi")
                .extraConfig(List.of(OptionValue.builder()
                        .key("nvram")
                        .value("ovf:/file/file2")
                        .build()))
                .build();
        ManagedObjectReference<HttpNfcLease> lease = host.machines.importLease(
                VirtualMachineImportSpec.builder().configSpec(config).build(), TestHost.FOLDER, TestHost.POOL);
        HttpNfcLeaseInfo info = ready(lease);
        assertThat(info.deviceUrl()).extracting(url -> url.importKey()).contains("/web/nvram");
        Files.write(host.datastore.resolve("web/web.nvram"), new byte[TestHost.VARIABLES_BYTES]); // as they come
        object(lease).httpNfcLeaseAbort(null);
        end("ResourcePool.importVApp");
        assertThat(host.datastore).isEmptyDirectory();
    }

    @Test
    void aSnapshotThatIsExportedStaysWhileItsMachineDoesOtherThings() throws Exception {
        ManagedObjectReference<VirtualMachine> web = host.create(Specs.small("web"));
        ManagedObjectReference<?> taken = (ManagedObjectReference<?>)
                Objects.requireNonNull(host.done(host.vm(web).createSnapshot_Task("base", "", false, false)));
        VirtualMachineSnapshot snapshot =
                (VirtualMachineSnapshot) host.registry.find(taken).orElseThrow();
        ManagedObjectReference<HttpNfcLease> lease = snapshot.exportSnapshot();
        HttpNfcLeaseInfo info = ready(lease);
        assertThat(info.entity()).isEqualTo(web);
        assertThat(info.deviceUrl())
                .singleElement()
                .satisfies(url -> assertThat(url.disk()).isTrue());
        host.done(host.vm(web)
                .reconfigVM_Task(VirtualMachineConfigSpec.builder()
                        .annotation("meanwhile")
                        .build()));
        assertThatThrownBy(() -> host.done(snapshot.removeSnapshot_Task(false, null)))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(FileLocked.class));
        assertThatThrownBy(() -> host.done(host.vm(web).destroy_Task())).isInstanceOf(FaultException.class);
        object(lease).httpNfcLeaseComplete();
        assertThat(end("vm.Snapshot.exportSnapshot").state()).isEqualTo(TaskInfoState.SUCCESS);
        host.done(snapshot.removeSnapshot_Task(false, null));
    }

    @Test
    void aVAppIsRefused() {
        ResourceAllocationInfo any = ResourceAllocationInfo.builder().build();
        VirtualAppImportSpec spec = VirtualAppImportSpec.builder()
                .name("several")
                .vAppConfigSpec(VAppConfigSpec.builder().build())
                .resourcePoolSpec(ResourceConfigSpec.builder()
                        .cpuAllocation(any)
                        .memoryAllocation(any)
                        .build())
                .build();
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> host.machines.importLease(spec, TestHost.FOLDER, TestHost.POOL))
                .satisfies(e -> assertThat(e.fault()).isInstanceOf(NotSupported.class));
    }
}
