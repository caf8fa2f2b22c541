package dev.carafe.vsphere.vcenter.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.Store;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.vsphere.vcenter.dataset.DataSets;
import dev.carafe.vsphere.vcenter.store.InventoryStore;
import dev.carafe.vsphere.vcenter.testing.FakeHost;
import dev.carafe.vsphere.vcenter.testing.RestCalls;
import dev.carafe.vsphere.vcenter.testing.RunningVCenter;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import dev.carafe.vsphere.vim.vim25.TaskProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCloneSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data sets of machines over the wire, as govc asks for them, and what becomes of them with their machines. */
@Timeout(120)
@SuppressWarnings("NullAway") // a property that is missing is to fail the test
class DataSetsOfVCenterTest {
    private static final String SPEC = "{'name':'com.example','description':'of tests','host':'READ_WRITE',"
            + "'guest':'NONE','omit_from_snapshot_and_clone':false}";
    private static final String KEY = "/com.example/entries/key";

    @TempDir
    Path directory = Path.of("");

    private FakeHost host = nothing();
    private RunningVCenter vcenter = nothing();
    private RestCalls rest = nothing();
    private ManagedObjectReference<? extends Folder> folder = nothing();
    private ManagedObjectReference<VirtualMachine> machine = nothing();

    @SuppressWarnings("TypeParameterUnusedInFormals")
    private static <T> T nothing() {
        return null;
    }

    @BeforeEach
    void start() throws Exception {
        host = FakeHost.start(directory.resolve("one"), "uuid-1", "ds:///one");
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        rest = new RestCalls(vcenter);
        DatacenterProperties datacenter = rest.filled(host);
        folder = Objects.requireNonNull(datacenter.vmFolder());
        machine = new ManagedObjectReference<>(
                "VirtualMachine", rest.made("/api/vcenter/vm", rest.machineSpec(datacenter, "web")));
        vcenter.await(stub(machine)
                .reconfigVM_Task(VirtualMachineConfigSpec.builder().build())); // has its hardware version be known
    }

    @AfterEach
    void stop() throws Exception {
        host.inventory.making.countDown();
        rest.close();
        vcenter.close();
        host.close();
    }

    private void restart() throws Exception {
        rest.close();
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        rest = new RestCalls(vcenter);
    }

    private VirtualMachine stub(ManagedObjectReference<VirtualMachine> of) {
        return VirtualMachine.stub(vcenter.client.connection(), of);
    }

    private static String of(ManagedObjectReference<VirtualMachine> machine) {
        return "/api/vcenter/vm/" + machine.value() + "/data-sets";
    }

    private Object get(String below) throws Exception {
        return rest.call("GET", of(machine) + below, "");
    }

    private void set(String value) throws Exception {
        rest.call("PUT", of(machine) + KEY, "'" + value + "'");
    }

    private ManagedObjectReference<VirtualMachineSnapshot> snapshot(String name) throws Exception {
        return vcenter.result(stub(machine).createSnapshot_Task(name, null, false, false));
    }

    private VirtualMachineSnapshot stub(ManagedObjectReference<VirtualMachineSnapshot> of, RunningVCenter by) {
        return VirtualMachineSnapshot.stub(by.client.connection(), of);
    }

    private void awaitPercent(ManagedObjectReference<Task> task) throws Exception {
        vcenter.until(
                task,
                TaskProperties.class,
                now -> Integer.valueOf(10)
                        .equals(Objects.requireNonNull(now.info()).progress()));
    }

    private void awaitEnd(ManagedObjectReference<Task> task) throws Exception {
        vcenter.until(
                task,
                TaskProperties.class,
                now -> Objects.requireNonNull(now.info()).state() == TaskInfoState.SUCCESS);
    }

    /** What is done after a start is done beside everything else. */
    private void awaitValue(ManagedObjectReference<VirtualMachine> of, String value) throws Exception {
        while (!value.equals(valueOrNone(of))) {
            Thread.onSpinWait();
        }
    }

    private Object valueOrNone(ManagedObjectReference<VirtualMachine> of) throws Exception {
        List<?> all = (List<?>) rest.call("GET", of(of), "");
        return all.isEmpty() ? "" : rest.call("GET", of(of) + KEY, "");
    }

    @Test
    void aMachineHasTheDataSetsThatWereMade() throws Exception {
        assertThat(get("")).isEqualTo(List.of());
        assertThat(rest.made(of(machine), SPEC)).isEqualTo("com.example");
        assertThat(get(""))
                .isEqualTo(
                        List.of(Map.of("data_set", "com.example", "name", "com.example", "description", "of tests")));
        set("value");
        rest.call("PUT", of(machine) + "/com.example/entries/a%2Fb", "'other'");
        assertThat(get("/com.example/entries")).isEqualTo(List.of("a/b", "key"));
        assertThat(get(KEY)).isEqualTo("value");
        rest.call("PATCH", of(machine) + "/com.example", "{'guest':'READ_ONLY','omit_from_snapshot_and_clone':true}");
        vcenter.close();
        restart();
        assertThat(get("/com.example"))
                .isEqualTo(Map.of(
                        "name",
                        "com.example",
                        "description",
                        "of tests",
                        "host",
                        "READ_WRITE",
                        "guest",
                        "READ_ONLY",
                        "used",
                        16L,
                        "omit_from_snapshot_and_clone",
                        true));
        rest.refused("DELETE", of(machine) + "/com.example", "", 400, "RESOURCE_IN_USE");
        rest.call("DELETE", of(machine) + "/com.example/entries/a%2Fb", "");
        rest.refused("DELETE", of(machine) + "/com.example?force=yes", "", 400, "INVALID_ARGUMENT");
        rest.call("DELETE", of(machine) + "/com.example?force=true", "");
        assertThat(get("")).isEqualTo(List.of());
    }

    @Test
    void theyAreThereUnderTheOldPathToo() throws Exception {
        String sets = of(machine).replace("/api", "/rest");
        assertThat(rest.call("POST", sets, "{'spec':" + SPEC + "}")).isEqualTo(Map.of("value", "com.example"));
        rest.call("PUT", sets + KEY, "{'value':'there'}");
        assertThat(rest.call("GET", sets + KEY, "")).isEqualTo(Map.of("value", "there"));
    }

    @Test
    void whatIsWrongIsSaid() throws Exception {
        rest.refused("GET", "/api/vcenter/vm/vm-nobody/data-sets", "", 404, "NOT_FOUND");
        rest.refused("GET", of(machine) + "/enoent", "", 404, "NOT_FOUND");
        rest.refused("GET", of(machine) + "/enoent/entries", "", 404, "NOT_FOUND");
        rest.refused("PUT", of(machine) + "/enoent/entries/key", "'value'", 404, "NOT_FOUND");
        rest.refused("POST", of(machine), SPEC.replace("com.example", ""), 400, "INVALID_ARGUMENT");
        rest.refused("POST", of(machine), SPEC.replace("NONE", "SOME"), 400, "INVALID_ARGUMENT");
        rest.refused("POST", of(machine), "{'name':'x'}", 400, "INVALID_ARGUMENT");
        rest.made(of(machine), SPEC);
        rest.refused("POST", of(machine), SPEC, 400, "ALREADY_EXISTS");
        rest.refused("PUT", of(machine) + KEY, "7", 400, "INVALID_ARGUMENT");
        rest.refused("GET", of(machine) + KEY, "", 404, "NOT_FOUND");
        rest.refused("POST", of(machine) + KEY, "", 404, "OPERATION_NOT_FOUND");
        rest.refused("GET", of(machine) + "/com.example/lines", "", 404, "OPERATION_NOT_FOUND");
        rest.call("PUT", of(machine) + "/com.example/entries/" + "k".repeat(4096), "'" + "v".repeat(1 << 20) + "'");
        rest.refused("PUT", of(machine) + "/com.example/entries/" + "k".repeat(4097), "''", 400, "INVALID_ARGUMENT");
        rest.refused("PUT", of(machine) + KEY, "'" + "v".repeat((1 << 20) + 1) + "'", 400, "INVALID_ARGUMENT");
        rest.refused("PUT", of(machine) + KEY, "'" + "v".repeat(7 << 20) + "'", 400, "INVALID_ARGUMENT");
        rest.call("PATCH", of(machine) + "/com.example", "{'host':'READ_ONLY'}");
        rest.refused("PUT", of(machine) + KEY, "'value'", 403, "UNAUTHORIZED");
    }

    @Test
    void aMachineThatHasGoneHasNone() throws Exception {
        rest.made(of(machine), SPEC);
        vcenter.await(stub(machine).destroy_Task());
        rest.refused("GET", of(machine), "", 404, "NOT_FOUND");
        vcenter.close();
        try (Store store = EmbeddedStore.open(InventoryStore.config(directory.resolve("vcenter/vcenter/store")))) {
            assertThat(new DataSets(store).machines()).isEmpty();
        }
    }

    @Test
    void aMachineThatIsRevertedHasWhatItHad() throws Exception {
        rest.made(of(machine), SPEC);
        set("first");
        ManagedObjectReference<VirtualMachineSnapshot> first = snapshot("first");
        set("second");
        rest.made(of(machine), SPEC.replace("com.example", "com.omitted").replace("false", "true"));
        snapshot("second");
        set("third");

        vcenter.await(stub(machine).revertToCurrentSnapshot_Task(null, null));
        assertThat(get(KEY)).isEqualTo("second");
        assertThat((List<?>) get("")).as("what was in no snapshot has gone").hasSize(1);
        vcenter.await(stub(first, vcenter).revertToSnapshot_Task(null, null));
        assertThat(get(KEY)).isEqualTo("first");
        set("other");
        host.inventory.refusing = true;
        assertThatThrownBy(() -> vcenter.await(stub(first, vcenter).revertToSnapshot_Task(null, null)))
                .hasMessageContaining("The host does not revert");
        assertThat(get(KEY)).as("it was not reverted").isEqualTo("other");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMachineThatIsRevertedMeanwhileHasWhatItHadAfterAStart(boolean whileAway) throws Exception {
        rest.made(of(machine), SPEC);
        set("first");
        snapshot("first");
        set("second");
        host.inventory.making = new CountDownLatch(1);
        ManagedObjectReference<Task> task = stub(machine).revertToCurrentSnapshot_Task(null, null);
        awaitPercent(task);
        vcenter.close();
        if (whileAway) {
            host.inventory.making.countDown();
            host.inventory.awaitTasks();
        }
        restart();
        assertThat(get(KEY)).isIn("first", "second");
        host.inventory.making.countDown();
        awaitEnd(task);
        awaitValue(machine, "first");
    }

    @Test
    void aCloneHasCopies() throws Exception {
        rest.made(of(machine), SPEC);
        rest.made(of(machine), SPEC.replace("com.example", "com.omitted").replace("false", "true"));
        set("first");
        ManagedObjectReference<VirtualMachineSnapshot> first = snapshot("first");
        set("second");
        ManagedObjectReference<VirtualMachine> clone = cloned("clone", null);
        ManagedObjectReference<VirtualMachine> ofSnapshot = cloned("older", first);
        set("third");
        assertThat(rest.call("GET", of(clone) + KEY, "")).isEqualTo("second");
        assertThat((List<?>) rest.call("GET", of(clone), "")).hasSize(1);
        assertThat(rest.call("GET", of(ofSnapshot) + KEY, "")).isEqualTo("first");
        rest.call("DELETE", of(clone) + "/com.example?force=true", "");
        assertThat(get(KEY)).isEqualTo("third");
    }

    private ManagedObjectReference<VirtualMachine> cloned(
            String name, ManagedObjectReference<VirtualMachineSnapshot> snapshot) throws Exception {
        ManagedObjectReference<VirtualMachine> clone = vcenter.result(clone(name, snapshot));
        vcenter.await(
                stub(clone).reconfigVM_Task(VirtualMachineConfigSpec.builder().build()));
        return clone;
    }

    private ManagedObjectReference<Task> clone(String name, ManagedObjectReference<VirtualMachineSnapshot> snapshot) {
        return stub(machine)
                .cloneVM_Task(
                        folder,
                        name,
                        VirtualMachineCloneSpec.builder()
                                .location(VirtualMachineRelocateSpec.builder().build())
                                .template(false)
                                .powerOn(false)
                                .snapshot(snapshot)
                                .build());
    }

    @Test
    void aCloneThatIsMadeMeanwhileHasCopiesAfterAStart() throws Exception {
        rest.made(of(machine), SPEC);
        set("first");
        host.inventory.making = new CountDownLatch(1);
        ManagedObjectReference<Task> task = clone("clone", null);
        awaitPercent(task);
        set("second");
        vcenter.close();
        restart();
        host.inventory.making.countDown();
        awaitEnd(task);
        @SuppressWarnings("unchecked")
        ManagedObjectReference<VirtualMachine> clone = (ManagedObjectReference<VirtualMachine>) Objects.requireNonNull(
                Objects.requireNonNull(vcenter.read(task, TaskProperties.class).info())
                        .result());
        vcenter.await(
                stub(clone).reconfigVM_Task(VirtualMachineConfigSpec.builder().build()));
        awaitValue(clone, "first");
        assertThat(get(KEY)).isEqualTo("second");
        assertThat(vcenter.read(clone, VirtualMachineProperties.class).name()).isEqualTo("clone");
    }
}
