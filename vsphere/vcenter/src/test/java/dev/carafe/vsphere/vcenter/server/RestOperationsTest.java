package dev.carafe.vsphere.vcenter.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vcenter.testing.FakeHost;
import dev.carafe.vsphere.vcenter.testing.RestCalls;
import dev.carafe.vsphere.vcenter.testing.RunningVCenter;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What vAPI can do with the inventory, over the wire, with a host behind it. */
@Timeout(120)
@SuppressWarnings("NullAway") // a field that is missing is to fail the test
class RestOperationsTest {
    @TempDir
    Path directory = Path.of("");

    private RunningVCenter vcenter;
    private FakeHost host;
    private RestCalls rest;

    @BeforeEach
    void start() throws Exception {
        host = FakeHost.start(directory.resolve("one"), "uuid-1", "ds:///one");
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        rest = new RestCalls(vcenter);
    }

    @AfterEach
    void stop() throws Exception {
        rest.close();
        vcenter.close();
        host.close();
    }

    /** A datacenter with the host. */
    private DatacenterProperties filled() throws Exception {
        DatacenterProperties properties = rest.filled(host);
        String hostId = rest.one("host");
        assertThat(vcenter.read(new ManagedObjectReference<>("HostSystem", hostId), HostSystemProperties.class)
                        .name())
                .isEqualTo("127.0.0.1:" + host.port());
        return properties;
    }

    @Test
    void aMachineIsMadeSwitchedAndRemoved() throws Exception {
        DatacenterProperties datacenter = filled();
        String machine = rest.made("/api/vcenter/vm", rest.machineSpec(datacenter, "web"));
        rest.refused("POST", "/api/vcenter/vm", rest.machineSpec(datacenter, "web"), 400, "ALREADY_EXISTS");
        assertThat(host.inventory.machines()).extracting(each -> each.name()).containsExactly("web");
        String power = "/api/vcenter/vm/" + machine + "/power";
        assertThat(rest.field(power, "state")).isEqualTo("POWERED_OFF");
        rest.call("POST", power + "?action=start", "");
        assertThat(rest.field(power, "state")).isEqualTo("POWERED_ON");
        rest.refused("POST", power + "?action=dance", "", 404, "OPERATION_NOT_FOUND");
        rest.call("POST", "/rest/vcenter/vm/" + machine + "/power/stop", "");
        rest.call("DELETE", "/api/vcenter/vm/" + machine, "");
        rest.refused("DELETE", "/api/vcenter/vm/" + machine, "", 404, "NOT_FOUND");
        assertThat(host.inventory.machines()).isEmpty();
    }

    @Test
    void aSpecThatCannotBeMeantIsRefusedByField() throws Exception {
        DatacenterProperties datacenter = filled();
        String good = rest.machineSpec(datacenter, "web");
        rest.refused("POST", "/api/vcenter/vm", "{}", 400, "INVALID_ARGUMENT");
        rest.refused("POST", "/api/vcenter/vm", "[]", 400, "INVALID_ARGUMENT");
        rest.refused(
                "POST", "/api/vcenter/vm", good.replace("OTHER_LINUX_64", "PEN_AND_PAPER"), 400, "INVALID_ARGUMENT");
        rest.refused("POST", "/api/vcenter/vm", good.replace("'count':2", "'count':'two'"), 400, "INVALID_ARGUMENT");
        rest.refused(
                "POST", "/api/vcenter/vm", good.replace("'type':'SCSI'", "'type':'TAPE'"), 400, "INVALID_ARGUMENT");
        rest.refused("POST", "/api/vcenter/vm", good.replace("'datastore':'", "'datastore':'x"), 404, "NOT_FOUND");
        rest.refused("POST", "/api/vcenter/vm", good.replace("'host':'", "'host':'x"), 404, "NOT_FOUND");
        assertThat(host.inventory.machines()).isEmpty();
    }

    @Test
    void resourcePoolsAreMadeChangedAndRemoved() throws Exception {
        filled();
        String root = rest.one("resource-pool");
        String pool = rest.made("/api/vcenter/resource-pool", "{'name':'gold','parent':'" + root + "'}");
        rest.refused(
                "POST", "/api/vcenter/resource-pool", "{'name':'gold','parent':'" + root + "'}", 400, "ALREADY_EXISTS");
        rest.call(
                "PATCH",
                "/api/vcenter/resource-pool/" + pool,
                "{'name':'silver','cpu_allocation':{'limit':2000,'shares':{'level':'HIGH'}}}");
        assertThat(rest.field("/api/vcenter/resource-pool/" + pool, "name")).isEqualTo("silver");
        assertThat(rest.field("/api/vcenter/resource-pool/" + pool, "cpu_allocation")
                        .toString())
                .contains("limit=2000");
        assertThat(rest.field("/api/vcenter/resource-pool/" + root, "resource_pools"))
                .isEqualTo(List.of(pool));
        assertThat((List<?>) rest.call("GET", "/api/vcenter/resource-pool?parent_resource_pools=" + root, ""))
                .hasSize(1);
        rest.call("DELETE", "/api/vcenter/resource-pool/" + pool, "");
        rest.refused("DELETE", "/api/vcenter/resource-pool/" + root, "", 400, "UNSUPPORTED");
    }

    @Test
    void hostsAndDatacentersComeAndGo() throws Exception {
        filled();
        String datacenter = rest.one("datacenter");
        String hostId = rest.one("host");
        rest.refused("DELETE", "/api/vcenter/datacenter/" + datacenter, "", 400, "RESOURCE_IN_USE");
        rest.call("POST", "/api/vcenter/host/" + hostId + "?action=disconnect", "");
        assertThat((List<?>) rest.call("GET", "/api/vcenter/host?connection_states=DISCONNECTED", ""))
                .hasSize(1);
        rest.call("POST", "/api/vcenter/host/" + hostId + "?action=connect", "");
        rest.call("POST", "/api/vcenter/host/" + hostId + "?action=disconnect", "");
        rest.call("DELETE", "/api/vcenter/host/" + hostId, "");
        assertThat((List<?>) rest.call("GET", "/api/vcenter/host", "")).isEmpty();
        rest.call("DELETE", "/api/vcenter/datacenter/" + datacenter, "");
        rest.refused("DELETE", "/api/vcenter/datacenter/" + datacenter, "", 404, "NOT_FOUND");
        rest.refused("PUT", "/api/vcenter/datacenter", "{}", 404, "OPERATION_NOT_FOUND");
    }
}
