package dev.carafe.vsphere.vcenter.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.vcenter.testing.RunningVCenter;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResource;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.ClusterConfigSpec;
import dev.carafe.vsphere.vim.vim25.ClusterDasConfigInfo;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.EventManager;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.ListView;
import dev.carafe.vsphere.vim.vim25.ListViewProperties;
import dev.carafe.vsphere.vim.vim25.PerformanceManager;
import dev.carafe.vsphere.vim.vim25.SearchIndex;
import dev.carafe.vsphere.vim.vim25.ServiceInstance;
import dev.carafe.vsphere.vim.vim25.SessionManager;
import dev.carafe.vsphere.vim.vim25.SessionManagerProperties;
import dev.carafe.vsphere.vim.vim25.TaskFilterSpec;
import dev.carafe.vsphere.vim.vim25.TaskHistoryCollector;
import dev.carafe.vsphere.vim.vim25.TaskManager;
import dev.carafe.vsphere.vim.vim25.ViewManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a vCenter tells of itself, and what its clients keep in it, where no client library asks for it by itself. */
@Timeout(120)
class ServiceOfVCenterTest {
    @TempDir
    Path directory = Path.of("");

    @Test
    void tellsOfItsPartsItsEventsAndItsCounters() throws Exception {
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            var connection = vcenter.client.connection();
            var content = vcenter.client.content();
            assertThat(ServiceInstance.stub(
                                    connection, new ManagedObjectReference<>("ServiceInstance", "ServiceInstance"))
                            .retrieveProductComponents())
                    .as("it is one piece")
                    .isEmpty();
            EventManager events = EventManager.stub(connection, Objects.requireNonNull(content.eventManager()));
            assertThat(events.retrieveArgumentDescription("VmRenamedEvent"))
                    .extracting(each -> each.name())
                    .contains("oldName", "newName");
            PerformanceManager counters =
                    PerformanceManager.stub(connection, Objects.requireNonNull(content.perfManager()));
            assertThat(counters.queryPerfCounterByLevel(1))
                    .as("hosts bring them, and there is none")
                    .isEmpty();
            assertThatExceptionOfType(FaultException.class)
                    .isThrownBy(() -> counters.queryPerfCounterByLevel(5))
                    .satisfies(e -> assertThat(e.fault()).isInstanceOf(InvalidArgument.class));
        }
    }

    @Test
    void keepsWhatClientsSayToEachOtherAndWhatTheyLookAt() throws Exception {
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            var connection = vcenter.client.connection();
            var content = vcenter.client.content();
            ManagedObjectReference<SessionManager> reference = Objects.requireNonNull(content.sessionManager());
            SessionManager sessions = SessionManager.stub(connection, reference);
            sessions.updateServiceMessage("maintenance at noon");
            assertThat(vcenter.read(reference, SessionManagerProperties.class).message())
                    .isEqualTo("maintenance at noon");
            sessions.setLocale("en_US");

            ManagedObjectReference<Datacenter> datacenter = vcenter.root().createDatacenter("dc");
            ViewManager views = ViewManager.stub(connection, Objects.requireNonNull(content.viewManager()));
            var tree = views.createContainerView(content.rootFolder(), List.of("Datacenter"), true);
            ManagedObjectReference<ListView> list = views.createListView(List.of());
            ListView.stub(connection, list).resetListViewFromView(tree);
            assertThat(vcenter.read(list, ListViewProperties.class).view()).hasToString("[" + datacenter + "]");

            assertThat(SearchIndex.stub(connection, Objects.requireNonNull(content.searchIndex()))
                            .findAllByDnsName(datacenter, "web.example.com", true))
                    .isEmpty();
            TaskManager tasks = TaskManager.stub(connection, Objects.requireNonNull(content.taskManager()));
            var history = tasks.createCollectorWithInfoFilterForTasks(
                    TaskFilterSpec.builder().build(), null);
            TaskHistoryCollector.stub(connection, history).destroyCollector();
        }
    }

    @Test
    void changesClustersAndFieldsByTheOlderMethodsToo() throws Exception {
        try (RunningVCenter vcenter = RunningVCenter.start(directory)) {
            DatacenterProperties datacenter = vcenter.datacenter("dc");
            ManagedObjectReference<ClusterComputeResource> reference = vcenter.folder(
                            Objects.requireNonNull(datacenter.hostFolder()))
                    .createCluster("lab", ClusterConfigSpec.builder().build());
            ClusterComputeResource cluster = ClusterComputeResource.stub(vcenter.client.connection(), reference);
            vcenter.await(cluster.reconfigureCluster_Task(
                    ClusterConfigSpec.builder()
                            .dasConfig(
                                    ClusterDasConfigInfo.builder().enabled(true).build())
                            .build(),
                    true));
            assertThat(vcenter.read(reference, ClusterComputeResourceProperties.class)
                            .configuration())
                    .extracting(configuration -> configuration.dasConfig().enabled())
                    .isEqualTo(true);
            cluster.refreshRecommendation();
            assertThat(cluster.getResourceUsage().cpuCapacityMHz()).isZero();
            assertThat(cluster.findRulesForVm(new ManagedObjectReference<>("VirtualMachine", "vm-none")))
                    .isEmpty();
            assertThatExceptionOfType(FaultException.class)
                    .as("there is no such field")
                    .isThrownBy(() -> cluster.setCustomValue("owner", "me"));
        }
    }
}
