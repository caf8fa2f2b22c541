package dev.carafe.vsphere.vcenter.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.pki.UnverifiedTrustManager;
import dev.carafe.vsphere.vcenter.json.Json;
import dev.carafe.vsphere.vcenter.server.VCenterServer;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A session of the administrator's with a vCenter's REST. Bodies are JSON with ' for ". */
@SuppressWarnings("NullAway") // a field that is missing is to fail the test
public final class RestCalls implements AutoCloseable {
    private final RunningVCenter vcenter;
    private final HttpClient client;
    private final String session;

    /** Logs in. */
    public RestCalls(RunningVCenter vcenter) throws Exception {
        this.vcenter = vcenter;
        client = HttpClient.newBuilder()
                .sslContext(UnverifiedTrustManager.context())
                .build();
        String user = VCenterServer.administrator() + ":" + RunningVCenter.PASSWORD;
        HttpResponse<String> login = sent(request("POST", "/api/session", "")
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8))));
        session = (String) tree(login);
    }

    private HttpRequest.Builder request(String method, String target, String body) {
        return HttpRequest.newBuilder(URI.create(
                        "https://127.0.0.1:" + vcenter.server.address().getPort() + target))
                .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
    }

    private HttpResponse<String> sent(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> sent(String method, String target, String body) throws Exception {
        return sent(request(method, target, body).header("vmware-api-session-id", session));
    }

    private static Object tree(HttpResponse<String> answer) throws Exception {
        return Json.decode(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    /** Expects success. */
    public Object call(String method, String target, String body) throws Exception {
        HttpResponse<String> answer = sent(method, target, body);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 204);
        return answer.body().isEmpty() ? "" : tree(answer);
    }

    /** Expects an identifier. */
    public String made(String target, String body) throws Exception {
        return (String) call("POST", target, body);
    }

    /** Expects an error. */
    public void refused(String method, String target, String body, int status, String error) throws Exception {
        HttpResponse<String> answer = sent(method, target, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"error_type\":\"" + error + "\"");
    }

    /** A field of an object, which must be there. */
    public Object field(String target, String name) throws Exception {
        return Objects.requireNonNull(((Map<?, ?>) call("GET", target, "")).get(name));
    }

    /** The identifier of the only object of a kind. */
    public String one(String list) throws Exception {
        List<?> all = (List<?>) call("GET", "/api/vcenter/" + list, "");
        assertThat(all).hasSize(1);
        return (String) ((Map<?, ?>) all.getFirst()).get(list.replace('-', '_'));
    }

    /** A new datacenter with a host. */
    public DatacenterProperties filled(FakeHost host) throws Exception {
        String datacenter = made("/api/vcenter/datacenter", "{'name':'dc'}");
        DatacenterProperties properties =
                vcenter.read(new ManagedObjectReference<>("Datacenter", datacenter), DatacenterProperties.class);
        made(
                "/api/vcenter/host",
                "{'hostname':'127.0.0.1','port':" + host.port() + ",'user_name':'root','password':'"
                        + FakeHost.PASSWORD + "','folder':'"
                        + Objects.requireNonNull(properties.hostFolder()).value()
                        + "','thumbprint_verification':'THUMBPRINT','thumbprint':'" + host.thumbprint() + "'}");
        return properties;
    }

    /** What a machine is made of on the only host. */
    public String machineSpec(DatacenterProperties datacenter, String name) throws Exception {
        return "{'name':'" + name + "','guest_OS':'OTHER_LINUX_64','placement':{'folder':'"
                + Objects.requireNonNull(datacenter.vmFolder()).value() + "','host':'" + one("host")
                + "','datastore':'" + one("datastore") + "'},'cpu':{'count':2},'memory':{'size_MiB':64},"
                + "'disks':[{'type':'SCSI','new_vmdk':{'capacity':1048576}}]}";
    }

    @Override
    public void close() {
        client.close();
    }
}
