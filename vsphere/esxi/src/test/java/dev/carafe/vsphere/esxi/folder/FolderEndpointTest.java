package dev.carafe.vsphere.esxi.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.http.HttpExchange;
import dev.carafe.vsphere.esxi.datastore.Datastore;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.esxi.disk.DiskStore;
import dev.carafe.vsphere.esxi.disk.Unfinished;
import dev.carafe.vsphere.esxi.testing.HttpsSite;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class FolderEndpointTest {
    private static final String QUERY = "?dcPath=ha-datacenter&dsName=store%20one";

    /** Whoever says his name is believed; only root writes. */
    private static final FolderAccess ACCESS = new FolderAccess() {
        @Override
        public Optional<String> user(HttpExchange exchange) {
            return Optional.of(exchange.header("X-User")).filter(name -> !name.isEmpty());
        }

        @Override
        public boolean allowed(String user, String datastore, Use use) {
            return use == Use.READ || user.equals("root");
        }
    };

    @TempDir
    Path folder;

    private Path store = Path.of("/");

    @Nullable
    HttpsSite site;

    @BeforeEach
    void start() throws Exception {
        store = Files.createDirectory(folder.resolve("one"));
        Files.writeString(folder.resolve("secret"), "not on a datastore");
        Files.createDirectory(store.resolve("vm"));
        Files.writeString(store.resolve("vm/a & b.iso"), "0123456789");
        site = new HttpsSite(folder, endpoint());
    }

    private FolderEndpoint endpoint() throws IOException {
        Datastores datastores = new Datastores(List.of(new Datastore("store one", store)));
        return new FolderEndpoint(
                "ha-datacenter",
                datastores,
                new DiskStore(datastores, new Random(1), new Unfinished("host-under-test")),
                ACCESS);
    }

    @AfterEach
    void stop() {
        if (site != null) {
            site.close();
        }
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        if (site == null) {
            throw new IllegalStateException("not started");
        }
        var request =
                site.request(path).method(method, BodyPublishers.ofString(body)).header("X-User", "root");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return site.send(request);
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, "", headers);
    }

    @Test
    void aFileIsReadWholeOrInPart() throws Exception {
        HttpResponse<String> whole = get("/folder/vm/a%20&%20b.iso" + QUERY);
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo("0123456789");
        assertThat(whole.headers().firstValue("Accept-Ranges")).contains("bytes");

        HttpResponse<String> part = get("/folder/vm/a%20&%20b.iso" + QUERY, "Range", "bytes=2-4");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("234");
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes 2-4/10");

        assertThat(get("/folder/vm/a%20&%20b.iso" + QUERY, "Range", "bytes=10-").statusCode())
                .isEqualTo(416);
    }

    @Test
    void theHeadOfAFileSaysHowLongItIs() throws Exception {
        HttpResponse<String> head = send("HEAD", "/folder/vm/a%20&%20b.iso" + QUERY, "");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length")).contains("10");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void foldersAreListedWithLinks() throws Exception {
        assertThat(get("/folder").body()).contains("/folder?dcPath=ha-datacenter&amp;dsName=store+one");
        assertThat(get("/folder" + QUERY).body()).contains("/folder/vm/?dcPath=ha-datacenter&amp;dsName=store+one");
        assertThat(get("/folder/vm/" + QUERY).body())
                .contains("/folder/vm/a%20%26%20b.iso?dcPath", "a &amp; b.iso", ">10<");
    }

    @Test
    void aWrittenFileIsThereAndNothingElse() throws Exception {
        assertThat(send("PUT", "/folder/vm/new" + QUERY, "text").statusCode()).isEqualTo(201);
        assertThat(store.resolve("vm/new")).hasContent("text");
        assertThat(send("PUT", "/folder/vm/new" + QUERY, "other").statusCode()).isEqualTo(200);
        assertThat(store.resolve("vm/new")).hasContent("other");
        assertThat(names(store.resolve("vm"))).containsExactlyInAnyOrder("a & b.iso", "new");
    }

    @Test
    void aFileGoesWhereThereIsAFolderOnly() throws Exception {
        assertThat(send("PUT", "/folder/none/new" + QUERY, "text").statusCode()).isEqualTo(404);
        assertThat(send("PUT", "/folder/vm" + QUERY, "text").statusCode()).isEqualTo(409);
        assertThat(send("PUT", "/folder" + QUERY, "text").statusCode()).isEqualTo(409);
    }

    /** A folder takes the file's name while the body comes. */
    @Test
    void whatCannotBeWrittenIsGoneBeforeTheClientHears() throws Exception {
        Path taken = store.resolve("vm/new/taken");
        List<String> atReply = new ArrayList<>();
        FolderEndpoint endpoint = endpoint();
        try (HttpsSite watched = new HttpsSite(
                folder,
                exchange -> endpoint.handle((HttpExchange) Proxy.newProxyInstance(
                        HttpExchange.class.getClassLoader(),
                        new Class<?>[] {HttpExchange.class},
                        (_, method, arguments) -> {
                            if (method.getName().equals("body")) {
                                Files.createDirectories(taken);
                            } else if (method.getName().equals("reply")) {
                                atReply.addAll(names(store.resolve("vm")));
                            }
                            return method.invoke(exchange, arguments);
                        })))) {
            HttpResponse<String> reply = watched.send(watched.request("/folder/vm/new" + QUERY)
                    .header("X-User", "root")
                    .PUT(BodyPublishers.ofString("text")));
            assertThat(reply.statusCode()).isEqualTo(500);
        }
        assertThat(atReply).containsExactlyInAnyOrder("a & b.iso", "new");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void filesAndEmptyFoldersAreRemoved() throws Exception {
        assertThat(send("DELETE", "/folder/vm" + QUERY, "").statusCode()).isEqualTo(409);
        assertThat(send("DELETE", "/folder/vm/a%20&%20b.iso" + QUERY, "").statusCode())
                .isEqualTo(204);
        assertThat(send("DELETE", "/folder/vm" + QUERY, "").statusCode()).isEqualTo(204);
        assertThat(send("DELETE", "/folder/vm" + QUERY, "").statusCode()).isEqualTo(404);
        assertThat(send("DELETE", "/folder" + QUERY, "").statusCode()).isEqualTo(409);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/folder/../secret",
                "/folder/%2e%2e/secret",
                "/folder/vm/..%2f..%2fsecret",
                "/folder/vm/%2e%2e/%2e%2e/secret",
                "/folder/link",
                "/folder/a%00b",
                "/folder/%ff%fe"
            })
    void noPathLeadsOut(String path) throws Exception {
        Files.createSymbolicLink(store.resolve("link"), folder.resolve("secret"));
        HttpResponse<String> reply = get(path + QUERY);
        assertThat(reply.statusCode()).isIn(400, 404);
        assertThat(reply.body()).doesNotContain("not on a datastore");
        assertThat(send("PUT", path + QUERY, "changed").statusCode()).isIn(201, 400, 404);
        assertThat(folder.resolve("secret")).hasContent("not on a datastore");
    }

    @Test
    void whatIsNotThereIsSaidSo() throws Exception {
        assertThat(get("/folder/vm/none" + QUERY).statusCode()).isEqualTo(404);
        assertThat(get("/folder/vm/a%20&%20b.iso/below" + QUERY).statusCode()).isEqualTo(404);
        assertThat(get("/folder?dcPath=ha-datacenter&dsName=two").statusCode()).isEqualTo(404);
        assertThat(get("/folder?dcPath=other&dsName=store%20one").statusCode()).isEqualTo(404);
        assertThat(get("/folder/vm").statusCode()).isEqualTo(400);
        assertThat(send("PATCH", "/folder/vm" + QUERY, "").statusCode()).isEqualTo(405);
    }

    @Test
    void onlyWhoMayIsServed() throws Exception {
        if (site == null) {
            throw new IllegalStateException("not started");
        }
        HttpResponse<String> nobody = site.send(site.request("/folder/vm" + QUERY));
        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(nobody.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("Basic"));
        var reader = site.request("/folder/vm/new" + QUERY)
                .header("X-User", "reader")
                .PUT(BodyPublishers.ofString("text"));
        assertThat(site.send(reader).statusCode()).isEqualTo(403);
        assertThat(store.resolve("vm/new")).doesNotExist();
    }
}
