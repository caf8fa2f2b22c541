package dev.carafe.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.pki.UnverifiedTrustManager;
import dev.carafe.vsphere.client.Connection;
import dev.carafe.vsphere.client.PropertyWaiter;
import dev.carafe.vsphere.client.host.Hosts;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HttpNfcLease;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseInfo;
import dev.carafe.vsphere.vim.vim25.HttpNfcLeaseState;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.KeyValue;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineImportSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a server does with the URLs of a lease for an import, and with those that somebody makes up from them. */
abstract class VSphereLeaseContract extends VSphereFullDiskContract {
    @Test
    void onlyTheUrlsOfALeaseLeadToItsFilesAndOnlyWhileItLasts() throws Exception {
        ManagedObjectReference<HttpNfcLease> opened = importLease("leased");
        HttpNfcLease lease = HttpNfcLease.stub(client.connection(), opened);
        HttpNfcLeaseInfo info = Objects.requireNonNull(new PropertyWaiter(client)
                .waitFor(
                        opened,
                        List.of("state", "info"),
                        each -> each.value("state", HttpNfcLeaseState.class) != HttpNfcLeaseState.INITIALIZING)
                .value("info", HttpNfcLeaseInfo.class));
        URI url = URI.create(info.deviceUrl()
                .getFirst()
                .url()
                .replace("*", client.connection().address().getAuthority()));
        String own = url.getRawPath();
        String root = own.substring(0, own.lastIndexOf('/') + 1);
        String secret = root.split("/")[2];
        Path kept = Files.writeString(disk.resolve("kept"), "nobody's business");
        List<String> before = there();

        for (String path : List.of(
                root,
                root + "disk-1.vmdk",
                root + "leased-flat.vmdk",
                root + "../" + secret + "/disk-1.vmdk",
                root + "..%2f..%2fkept",
                root + "%2e%2e/%2e%2e/kept",
                root + "..%5c..%5ckept",
                own + "/",
                own + "/..",
                own + "%2f..",
                own + "%00",
                "/nfc/" + secret.replaceAll(".$", secret.endsWith("0") ? "1" : "0") + "/disk-0.vmdk",
                "/nfc/" + "0".repeat(5_000) + "/disk-0.vmdk",
                "/nfc//disk-0.vmdk",
                "/nfc/")) {
            for (String method : List.of("PUT", "POST")) {
                assertThat(status(url, method, path)).as(method + " " + path).isIn(400, 404, 414, 431);
            }
            for (String method : List.of("GET", "DELETE")) { // whatever is named, an import takes neither
                assertThat(status(url, method, path)).as(method + " " + path).isIn(400, 403, 404, 405, 414, 431);
            }
        }
        assertThat(status(url, "GET", own)).as("an import is not read").isEqualTo(403);
        assertThat(status(url, "DELETE", own)).isEqualTo(405);
        assertThat(status(url, "PUT", own)).as("what is no disk").isEqualTo(400);
        InvalidArgument wrong = refused(
                InvalidArgument.class,
                () -> lease.httpNfcLeaseSetManifestChecksumType(List.of(new KeyValue("/vm/unknown", "sha256"))));
        assertThat(wrong.invalidProperty()).isEqualTo("deviceUrlsToChecksumTypes");
        assertThat(there()).isEqualTo(before);
        assertThat(kept).hasContent("nobody's business");

        Connection.run(() -> lease.httpNfcLeaseAbort(null));
        Await.until("the lease to be gone", MOST, () -> status(url, "PUT", own), Integer.valueOf(404)::equals);
        Await.until("nothing to be left", MOST, this::thereAndNames, List.of("kept")::equals);
    }

    private ManagedObjectReference<HttpNfcLease> importLease(String name) throws Exception {
        VirtualMachineConfigSpec spec = spec(name, 4, SMALL);
        ResourcePool pool = ResourcePool.stub(client.connection(), new Hosts(client).resourcePool(host()));
        ManagedObjectReference<Folder> place = machinesFolder();
        ManagedObjectReference<HostSystem> host = host();
        return Connection.checked(() -> pool.importVApp(
                VirtualMachineImportSpec.builder().configSpec(spec).build(), place, host));
    }

    /** The status of the answer to a request whose path goes out as it stands. */
    private static int status(URI server, String method, String path) {
        byte[] body = "no disk".getBytes(UTF_8);
        String request = method + " " + path + " HTTP/1.1\r\nHost: " + server.getAuthority()
                + "\r\nConnection: close\r\nContent-Length: " + (method.equals("GET") ? 0 : body.length) + "\r\n\r\n";
        try (Socket socket =
                UnverifiedTrustManager.context().getSocketFactory().createSocket(server.getHost(), server.getPort())) {
            socket.setSoTimeout((int) MOST.toMillis());
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(UTF_8));
            if (!method.equals("GET")) {
                out.write(body);
            }
            out.flush();
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
            assertThat(line).as(method + " " + path).startsWith("HTTP/1.1 ");
            return Integer.parseInt(line.split(" ")[1]);
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        }
    }
}
