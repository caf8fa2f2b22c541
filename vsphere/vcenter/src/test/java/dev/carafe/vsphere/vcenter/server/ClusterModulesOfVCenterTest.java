package dev.carafe.vsphere.vcenter.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vcenter.testing.FakeHost;
import dev.carafe.vsphere.vcenter.testing.RestCalls;
import dev.carafe.vsphere.vcenter.testing.RunningVCenter;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.Stub;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResource;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Modules of clusters over the wire, as govc and those who make Kubernetes' nodes ask for them. */
@Timeout(120)
class ClusterModulesOfVCenterTest {
    private static final String MODULES = "/rest/vcenter/cluster/modules";

    @TempDir
    Path directory;

    private FakeHost host;
    private RunningVCenter vcenter;
    private RestCalls rest;
    private String cluster;
    private ManagedObjectReference<VirtualMachine> machine;

    @BeforeEach
    void start() throws Exception {
        host = FakeHost.start(directory.resolve("one"), "uuid-1", "ds:///one");
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        rest = new RestCalls(vcenter);
        DatacenterProperties datacenter = vcenter.datacenter("dc");
        ClusterComputeResource lab = vcenter.cluster(datacenter, "lab");
        cluster = ((Stub) lab).reference().value();
        vcenter.await(lab.addHost_Task(host.spec().build(), true, null, null));
        machine = vcenter.result(vcenter.folder(Objects.requireNonNull(datacenter.vmFolder()))
                .createVM_Task(
                        RunningVCenter.machine("web", "datastore1"),
                        Objects.requireNonNull(vcenter.read(
                                        new ManagedObjectReference<>("ClusterComputeResource", cluster),
                                        ClusterComputeResourceProperties.class)
                                .resourcePool()),
                        null));
    }

    @AfterEach
    void stop() throws Exception {
        rest.close();
        vcenter.close();
        host.close();
    }

    private Object value(String method, String target, String body) throws Exception {
        return Objects.requireNonNull(((Map<?, ?>) rest.call(method, target, body)).get("value"));
    }

    private String module() throws Exception {
        return (String) value("POST", MODULES, "{'spec':{'cluster':'" + cluster + "'}}");
    }

    @Test
    void aModuleHasTheMachinesThatWerePutInIt() throws Exception {
        String module = module();
        assertThat(value("GET", MODULES, ""))
                .isEqualTo(Map.of("summaries", List.of(Map.of("cluster", cluster, "module", module))));
        String members = MODULES + "/vm/" + module + "/members";
        assertThat(value("GET", members, "")).isEqualTo(Map.of("vms", List.of()));
        String web = "{'vms':['" + machine.value() + "']}";
        assertThat(value("POST", members + "?action=add", web)).isEqualTo(Map.of("success", true));
        assertThat(value("POST", members + "?action=add", web))
                .as("it is in it already")
                .isEqualTo(Map.of("success", true));
        assertThat(value("POST", members + "?action=add", "{'vms':['vm-nobody']}"))
                .as("it is no machine of the cluster")
                .isEqualTo(Map.of("success", false));
        assertThat(value("GET", members, "")).isEqualTo(Map.of("vms", List.of(machine.value())));

        assertThat(value("POST", members + "?action=remove", web)).isEqualTo(Map.of("success", true));
        assertThat(value("POST", members + "?action=remove", web))
                .as("it is out of it already")
                .isEqualTo(Map.of("success", false));
        assertThat(value("GET", members, "")).isEqualTo(Map.of("vms", List.of()));
        rest.call("DELETE", MODULES + "/" + module, "");
        assertThat(value("GET", MODULES, "")).isEqualTo(Map.of("summaries", List.of()));
    }

    @Test
    void aMachineThatHasGoneIsInNoModule() throws Exception {
        String members = MODULES + "/vm/" + module() + "/members";
        value("POST", members + "?action=add", "{'vms':['" + machine.value() + "']}");
        vcenter.await(VirtualMachine.stub(vcenter.client.connection(), machine).destroy_Task());
        assertThat(value("GET", members, "")).isEqualTo(Map.of("vms", List.of()));
    }

    @Test
    void whatIsNotThereIsSaid() throws Exception {
        rest.refused("POST", "/api/vcenter/cluster/modules", "{'spec':{'cluster':'domain-c9'}}", 404, "NOT_FOUND");
        rest.refused("POST", "/api/vcenter/cluster/modules", "{'spec':{}}", 400, "INVALID_ARGUMENT");
        rest.refused("DELETE", "/api/vcenter/cluster/modules/none", "", 404, "NOT_FOUND");
        rest.refused("GET", "/api/vcenter/cluster/modules/vm/none/members", "", 404, "NOT_FOUND");
        String members = "/api/vcenter/cluster/modules/vm/" + module() + "/members";
        rest.refused("POST", members + "?action=dance", "{'vms':[]}", 404, "OPERATION_NOT_FOUND");
        rest.refused("POST", members + "?action=add", "{'vms':'vm-1'}", 400, "INVALID_ARGUMENT");
    }
}
