package dev.carafe.vsphere.vcenter.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.pki.UnverifiedTrustManager;
import dev.carafe.vsphere.vcenter.json.Json;
import dev.carafe.vsphere.vcenter.testing.FakeHost;
import dev.carafe.vsphere.vcenter.testing.RunningVCenter;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private HttpClient client;
    private String session = "";

    @BeforeEach
    void start() throws Exception {
        host = FakeHost.start(directory.resolve("one"), "uuid-1", "ds:///one");
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        client = HttpClient.newBuilder()
                .sslContext(UnverifiedTrustManager.context())
                .build();
        HttpResponse<String> login = sent(request("POST", "/api/session", "")
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString((VCenterServer.administrator() + ":" + RunningVCenter.PASSWORD)
                                                .getBytes(StandardCharsets.UTF_8))));
        session = (String) tree(login);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        vcenter.close();
        host.close();
    }

    private HttpRequest.Builder request(String method, String target, String body) {
        return HttpRequest.newBuilder(URI.create(
                        "https://127.0.0.1:" + vcenter.server.address().getPort() + target))
                .header("vmware-api-session-id", session)
                .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
    }

    private HttpResponse<String> sent(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Object tree(HttpResponse<String> answer) throws Exception {
        return Json.decode(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    /** Expects success. */
    private Object call(String method, String target, String body) throws Exception {
        HttpResponse<String> answer = sent(request(method, target, body));
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 204);
        return answer.body().isEmpty() ? "" : tree(answer);
    }

    private String made(String target, String body) throws Exception {
        return (String) call("POST", target, body);
    }

    private void refused(String method, String target, String body, int status, String error) throws Exception {
        HttpResponse<String> answer = sent(request(method, target, body));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"error_type\":\"" + error + "\"");
    }

    private Object field(String target, String name) throws Exception {
        return Objects.requireNonNull(((Map<?, ?>) call("GET", target, "")).get(name));
    }

    private String one(String list) throws Exception {
        List<?> all = (List<?>) call("GET", "/api/vcenter/" + list, "");
        assertThat(all).hasSize(1);
        return (String) ((Map<?, ?>) all.getFirst()).get(list.replace('-', '_'));
    }

    /** A datacenter with the host. */
    private DatacenterProperties filled() throws Exception {
        String datacenter = made("/api/vcenter/datacenter", "{'name':'dc'}");
        DatacenterProperties properties =
                vcenter.read(new ManagedObjectReference<>("Datacenter", datacenter), DatacenterProperties.class);
        String hostId = made(
                "/api/vcenter/host",
                "{'hostname':'127.0.0.1','port':" + host.port() + ",'user_name':'root','password':'"
                        + FakeHost.PASSWORD + "','folder':'"
                        + Objects.requireNonNull(properties.hostFolder()).value()
                        + "','thumbprint_verification':'THUMBPRINT','thumbprint':'" + host.thumbprint() + "'}");
        assertThat(vcenter.read(new ManagedObjectReference<>("HostSystem", hostId), HostSystemProperties.class)
                        .name())
                .isEqualTo("127.0.0.1:" + host.port());
        return properties;
    }

    private String machineSpec(DatacenterProperties datacenter, String name) throws Exception {
        return "{'name':'" + name + "','guest_OS':'OTHER_LINUX_64','placement':{'folder':'"
                + Objects.requireNonNull(datacenter.vmFolder()).value() + "','host':'" + one("host")
                + "','datastore':'" + one("datastore") + "'},'cpu':{'count':2},'memory':{'size_MiB':64},"
                + "'disks':[{'type':'SCSI','new_vmdk':{'capacity':1048576}}]}";
    }

    @Test
    void aMachineIsMadeSwitchedAndRemoved() throws Exception {
        DatacenterProperties datacenter = filled();
        String machine = made("/api/vcenter/vm", machineSpec(datacenter, "web"));
        refused("POST", "/api/vcenter/vm", machineSpec(datacenter, "web"), 400, "ALREADY_EXISTS");
        assertThat(host.inventory.machines()).extracting(each -> each.name()).containsExactly("web");
        String power = "/api/vcenter/vm/" + machine + "/power";
        assertThat(field(power, "state")).isEqualTo("POWERED_OFF");
        call("POST", power + "?action=start", "");
        assertThat(field(power, "state")).isEqualTo("POWERED_ON");
        refused("POST", power + "?action=dance", "", 404, "OPERATION_NOT_FOUND");
        call("POST", "/rest/vcenter/vm/" + machine + "/power/stop", "");
        call("DELETE", "/api/vcenter/vm/" + machine, "");
        refused("DELETE", "/api/vcenter/vm/" + machine, "", 404, "NOT_FOUND");
        assertThat(host.inventory.machines()).isEmpty();
    }

    @Test
    void aSpecThatCannotBeMeantIsRefusedByField() throws Exception {
        DatacenterProperties datacenter = filled();
        String good = machineSpec(datacenter, "web");
        refused("POST", "/api/vcenter/vm", "{}", 400, "INVALID_ARGUMENT");
        refused("POST", "/api/vcenter/vm", "[]", 400, "INVALID_ARGUMENT");
        refused("POST", "/api/vcenter/vm", good.replace("OTHER_LINUX_64", "PEN_AND_PAPER"), 400, "INVALID_ARGUMENT");
        refused("POST", "/api/vcenter/vm", good.replace("'count':2", "'count':'two'"), 400, "INVALID_ARGUMENT");
        refused("POST", "/api/vcenter/vm", good.replace("'type':'SCSI'", "'type':'TAPE'"), 400, "INVALID_ARGUMENT");
        refused("POST", "/api/vcenter/vm", good.replace("'datastore':'", "'datastore':'x"), 404, "NOT_FOUND");
        refused("POST", "/api/vcenter/vm", good.replace("'host':'", "'host':'x"), 404, "NOT_FOUND");
        assertThat(host.inventory.machines()).isEmpty();
    }

    @Test
    void resourcePoolsAreMadeChangedAndRemoved() throws Exception {
        filled();
        String root = one("resource-pool");
        String pool = made("/api/vcenter/resource-pool", "{'name':'gold','parent':'" + root + "'}");
        refused("POST", "/api/vcenter/resource-pool", "{'name':'gold','parent':'" + root + "'}", 400, "ALREADY_EXISTS");
        call(
                "PATCH",
                "/api/vcenter/resource-pool/" + pool,
                "{'name':'silver','cpu_allocation':{'limit':2000,'shares':{'level':'HIGH'}}}");
        assertThat(field("/api/vcenter/resource-pool/" + pool, "name")).isEqualTo("silver");
        assertThat(field("/api/vcenter/resource-pool/" + pool, "cpu_allocation").toString())
                .contains("limit=2000");
        assertThat(field("/api/vcenter/resource-pool/" + root, "resource_pools"))
                .isEqualTo(List.of(pool));
        assertThat((List<?>) call("GET", "/api/vcenter/resource-pool?parent_resource_pools=" + root, ""))
                .hasSize(1);
        call("DELETE", "/api/vcenter/resource-pool/" + pool, "");
        refused("DELETE", "/api/vcenter/resource-pool/" + root, "", 400, "UNSUPPORTED");
    }

    @Test
    void hostsAndDatacentersComeAndGo() throws Exception {
        filled();
        String datacenter = one("datacenter");
        String hostId = one("host");
        refused("DELETE", "/api/vcenter/datacenter/" + datacenter, "", 400, "RESOURCE_IN_USE");
        call("POST", "/api/vcenter/host/" + hostId + "?action=disconnect", "");
        assertThat((List<?>) call("GET", "/api/vcenter/host?connection_states=DISCONNECTED", ""))
                .hasSize(1);
        call("POST", "/api/vcenter/host/" + hostId + "?action=connect", "");
        call("POST", "/api/vcenter/host/" + hostId + "?action=disconnect", "");
        call("DELETE", "/api/vcenter/host/" + hostId, "");
        assertThat((List<?>) call("GET", "/api/vcenter/host", "")).isEmpty();
        call("DELETE", "/api/vcenter/datacenter/" + datacenter, "");
        refused("DELETE", "/api/vcenter/datacenter/" + datacenter, "", 404, "NOT_FOUND");
        refused("PUT", "/api/vcenter/datacenter", "{}", 404, "OPERATION_NOT_FOUND");
    }
}
