package dev.carafe.kubernetes.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient.Answer;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lists in pages and as tables. */
@Timeout(60)
final class ListFormsTest {
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

    @TempDir
    static Path directory;

    private static TestServer server;
    private static HttpsClient admin;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(directory);
        admin = new HttpsClient(server, "admin");
        server.awaitReady();
    }

    @AfterAll
    static void stop() {
        admin.close();
        server.close();
    }

    /** A namespace of its own with maps m0 to m4, of which those of even numbers are labelled. */
    private static String maps(String namespace) throws Exception {
        admin.send("POST", "/api/v1/namespaces", """
                {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s"}}""".formatted(namespace));
        String maps = "/api/v1/namespaces/" + namespace + "/configmaps";
        for (int i = 0; i < 5; i++) {
            create(maps, "m" + i, i % 2 == 0 ? "even" : "odd");
        }
        return maps;
    }

    private static void create(String maps, String name, String number) throws Exception {
        assertThat(admin.send("POST", maps, """
                        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"%s","labels":{"number":"%s"},
                        "annotations":{"note":"} \\"{ \\\\"}},"data":{"a":"b"}}""".formatted(name, number)).code()).isEqualTo(201);
    }

    private static String names(Answer list) {
        StringBuilder names = new StringBuilder();
        var found = java.util.regex.Pattern.compile("\"metadata\":\\{[^{}]*?\"name\":\"([^\"]*)\"")
                .matcher(list.text("items"));
        while (found.find()) {
            names.append(found.group(1)).append(' ');
        }
        return names.toString().strip();
    }

    @Test
    void pagesShowOneRevisionWhateverIsWrittenBetween() throws Exception {
        String maps = maps("pages");
        Answer first = admin.send("GET", maps + "?limit=2&fieldSelector=metadata.name%21%3Dkube-root-ca.crt", "");
        assertThat(names(first)).isEqualTo("m0 m1");
        assertThat(first.text("metadata")).doesNotContain("remainingItemCount");
        create(maps, "m1a", "odd");
        assertThat(admin.send("DELETE", maps + "/m3", "").code()).isEqualTo(200);
        Answer second = admin.send(
                "GET",
                maps + "?limit=2&fieldSelector=metadata.name%21%3Dkube-root-ca.crt&continue="
                        + first.text("metadata", "continue"),
                "");
        assertThat(names(second)).isEqualTo("m2 m3");
        assertThat(second.text("metadata", "resourceVersion")).isEqualTo(first.text("metadata", "resourceVersion"));
        Answer now = admin.send("GET", maps + "?limit=3", "");
        assertThat(names(now)).contains("m1a");
        Answer then = admin.send(
                "GET",
                maps + "?resourceVersionMatch=Exact&resourceVersion=" + first.text("metadata", "resourceVersion"),
                "");
        assertThat(names(then)).contains("m3").doesNotContain("m1a");
        Answer longAgo = admin.send("GET", maps + "?resourceVersionMatch=Exact&resourceVersion=1", "");
        assertThat(longAgo.code()).isEqualTo(200);
        assertThat(names(longAgo)).isEmpty();
    }

    @Test
    void aFullPageTellsHowManyFollowWhereAllAreWanted() throws Exception {
        String maps = maps("counted");
        Answer all = admin.send("GET", maps, "");
        int count = names(all).split(" ", -1).length;
        Answer first = admin.send("GET", maps + "?limit=2", "");
        assertThat(first.text("metadata", "remainingItemCount")).isEqualTo(Integer.toString(count - 2));
        Answer even = admin.send("GET", maps + "?limit=2&labelSelector=number%3Deven", "");
        assertThat(names(even)).isEqualTo("m0 m2");
        assertThat(even.text("metadata")).contains("continue").doesNotContain("remainingItemCount");
    }

    @Test
    void aTokenOfAnotherNamespaceIsRefused() throws Exception {
        String maps = maps("mine");
        Answer first = admin.send("GET", maps + "?limit=2", "");
        Answer refused = admin.send(
                "GET",
                "/api/v1/namespaces/default/configmaps?limit=2&continue=" + first.text("metadata", "continue"),
                "");
        assertThat(refused.code()).isEqualTo(400);
        assertThat(refused.text("message")).contains("invalid continue key");
    }

    @Test
    void aTableIsTheSameWhetherItsRowsAreCopiedOrMade() throws Exception {
        String maps = maps("printed");
        for (String path : new String[] {maps, "/api/v1/namespaces", "/api/v1/nodes", maps + "?limit=2"}) {
            String more = path.contains("?") ? "&" : "?";
            String copied = admin.send("GET", path, "", "", TABLE).text("rows");
            String made = admin.send("GET", path + more + "pretty=true", "", "", TABLE)
                    .text("rows");
            assertThat(withoutAges(copied)).isEqualTo(withoutAges(made));
        }
        assertThat(admin.send("GET", maps, "", "", TABLE).text("rows")).contains("m4", "PartialObjectMetadata");
    }

    private static Answer as(String form, String path) throws Exception {
        return admin.send("GET", path, "", "application/json", "application/json;as=" + form + ";g=meta.k8s.io");
    }

    @Test
    void formsAreGivenInTheVersionThatIsAskedFor() throws Exception {
        String maps = maps("versions");
        assertThat(as("Table;v=v1beta1", maps).text())
                .startsWith("{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/v1beta1\"");
        assertThat(as("Table;v=v1beta1", maps + "/m1").text())
                .contains("\"object\":{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1beta1\"");
        assertThat(as("PartialObjectMetadataList;v=v1beta1", maps).text())
                .startsWith("{\"kind\":\"PartialObjectMetadataList\",\"apiVersion\":\"meta.k8s.io/v1beta1\"")
                .contains("{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1beta1\"");
        assertThat(as("PartialObjectMetadata;v=v1", maps + "/m1").text())
                .startsWith("{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1\"");
        assertThat(as("Table;v=v2", maps).code()).isEqualTo(406);
    }

    @Test
    void aListIsNoObjectAndAnObjectNoList() throws Exception {
        String maps = maps("shapes");
        Answer list = as("PartialObjectMetadata;v=v1", maps);
        assertThat(list.code()).isEqualTo(406);
        assertThat(list.text())
                .contains(
                        "you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)");
        Answer object = as("PartialObjectMetadataList;v=v1", maps + "/m1");
        assertThat(object.code()).isEqualTo(406);
        assertThat(object.text())
                .contains("you requested PartialObjectMetadataList, but the requested object is not a list"
                        + " (*core.ConfigMap)");
    }

    @Test
    void whatATableIncludesIsChecked() throws Exception {
        Answer answer = as("Table;v=v1", maps("includes") + "?includeObject=all");
        assertThat(answer.code()).isEqualTo(400);
        assertThat(answer.text())
                .contains("Unable to convert to Table as requested: includeObject: Invalid value: \\\"all\\\": must be"
                        + " 'Metadata', 'Object', 'None', or empty");
    }

    @Test
    void longAnswersAreCompressed() throws Exception {
        String maps = maps("long");
        String value = "x".repeat(60_000);
        for (int i = 0; i < 3; i++) {
            assertThat(admin.send("POST", maps, """
                            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"long%d"},"data":{"a":"%s"}}""".formatted(i, value)).code()).isEqualTo(201);
        }
        HttpResponse<byte[]> plain = admin.exchange("GET", maps, new byte[0], "", "application/json");
        HttpResponse<byte[]> packed =
                admin.exchange("GET", maps, new byte[0], "", "application/json", "Accept-Encoding", "gzip");
        assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(packed.body().length).isLessThan(20_000);
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
            assertThat(unpacked.readAllBytes()).isEqualTo(plain.body());
        }
        HttpResponse<byte[]> refused =
                admin.exchange("GET", maps, new byte[0], "", "application/json", "Accept-Encoding", "br, gzip;q=0");
        assertThat(refused.headers().firstValue("Content-Encoding")).isEmpty();
    }

    @Test
    void theOldOpenApiDocumentIsCompressed() throws Exception {
        HttpResponse<byte[]> packed = admin.exchange(
                "GET", "/openapi/v2", new byte[0], "", "application/json", "Accept-Encoding", "br, gzip");
        assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
        assertThat(packed.headers().allValues("Vary")).containsExactly("Accept", "Accept-Encoding");
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body()))) {
            assertThat(new String(unpacked.readNBytes(11), UTF_8)).isEqualTo("{\"swagger\":");
        }
    }

    private static String withoutAges(String rows) {
        return rows.replaceAll("\"\\d+[smh]\"", "age");
    }
}
