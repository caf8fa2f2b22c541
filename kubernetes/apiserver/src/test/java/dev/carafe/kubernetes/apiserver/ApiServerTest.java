package dev.carafe.kubernetes.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.endpoints.TreeReplies;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient.Answer;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ApiServerTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    @TempDir
    static Path directory;

    private static TestServer server;
    private static HttpsClient admin;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(directory);
        server.certificates().issue("bob", "CN=bob");
        admin = new HttpsClient(server, "admin");
        server.awaitReady();
    }

    @AfterAll
    static void stop() {
        admin.close();
        server.close();
    }

    private static String map(String name, String data) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\"},\"data\":" + data
                + "}";
    }

    @Test
    void createsReadsUpdatesAndDeletes() throws Exception {
        Answer created = admin.send("POST", MAPS, map("crud", "{\"a\":\"1\"}"));
        assertThat(created.code()).isEqualTo(201);
        assertThat(created.text("metadata", "uid")).hasSize(36);
        assertThat(created.text("metadata", "namespace")).isEqualTo("default");
        assertThat(admin.send("POST", MAPS, map("crud", "{}")).text("message"))
                .isEqualTo("configmaps \"crud\" already exists");

        Answer read = admin.send("GET", MAPS + "/crud", "");
        assertThat(read.body()).isEqualTo(created.body());
        Answer updated = admin.send("PUT", MAPS + "/crud", map("crud", "{\"a\":\"2\"}"));
        assertThat(updated.text("data", "a")).isEqualTo("2");
        assertThat(updated.text("metadata", "uid")).isEqualTo(created.text("metadata", "uid"));

        Answer stale = admin.send("PUT", MAPS + "/crud", Json.toString(read.body()));
        assertThat(stale.code()).isEqualTo(409);
        assertThat(stale.text("message"))
                .isEqualTo("Operation cannot be fulfilled on configmaps \"crud\": " + StatusError.OPTIMISTIC_LOCK);

        Answer deleted = admin.send("DELETE", MAPS + "/crud", "");
        assertThat(deleted.text("status")).isEqualTo("Success");
        assertThat(deleted.text("details", "kind")).isEqualTo("configmaps");
        assertThat(admin.send("GET", MAPS + "/crud", "").text("reason")).isEqualTo("NotFound");
    }

    @Test
    void theServerOwnsWhatItMadeAndNobodyOwnsWhatNobodySaid() throws Exception {
        Answer role = admin.send("GET", "/apis/rbac.authorization.k8s.io/v1/clusterroles/system:discovery", "");
        assertThat(role.text("metadata", "managedFields")).contains("\"manager\":\"kube-apiserver\"", "\"f:rules\"");
        Answer schema = admin.send("GET", "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas/exempt", "");
        assertThat(schema.text("metadata", "managedFields")).contains("\"subresource\":\"status\"");
        String events = "/api/v1/namespaces/default/events";
        Answer silent = admin.send("POST", events, "{\"metadata\":{\"name\":\"silent\"}}");
        assertThat(silent.text("metadata", "managedFields")).isEqualTo("null");
        Answer said = admin.send("POST", events, "{\"metadata\":{\"name\":\"said\"},\"reason\":\"Told\"}");
        assertThat(said.text("metadata", "managedFields")).contains("\"fieldsV1\":{\"f:reason\":{}}");
    }

    @Test
    void routesSayWhatTheyTakeAndGive() throws Exception {
        Answer patch = admin.send("PATCH", MAPS + "/x", "{}", "application/json", "application/json");
        assertThat(patch.text("message")).isEqualTo("415: Unsupported Media Type");
        assertThat(patch.text("details")).isEqualTo("{}");
        Answer keys = admin.send("GET", "/openid/v1/jwks", "");
        assertThat(keys.text("message"))
                .isEqualTo("406: Not Acceptable\n\nAvailable representations: application/jwk-set+json");
        var served = admin.exchange("GET", "/openid/v1/jwks", new byte[0], "", "*/*");
        assertThat(served.headers().firstValue("Content-Type")).hasValue("application/jwk-set+json");
    }

    @Test
    void patchesInFourWays() throws Exception {
        admin.send("POST", MAPS, map("patched", "{\"a\":\"1\"}"));
        String path = MAPS + "/patched";
        admin.send(
                "PATCH",
                path,
                "[{\"op\":\"add\",\"path\":\"/data/b\",\"value\":\"2\"}]",
                "application/json-patch+json",
                "application/json");
        admin.send("PATCH", path, "{\"data\":{\"a\":null}}", "application/merge-patch+json", "application/json");
        Answer last = admin.send(
                "PATCH",
                path,
                "{\"metadata\":{\"labels\":{\"x\":\"y\"}}}",
                "application/strategic-merge-patch+json",
                "application/json");
        assertThat(last.body().get("data")).isEqualTo(Struct.of("b", "2"));
        assertThat(last.text("metadata", "labels", "x")).isEqualTo("y");
        String config = map("patched", "{\"c\":\"3\"}");
        Answer nobody = admin.send("PATCH", path, config, "application/apply-patch+yaml", "application/json");
        assertThat(nobody.text("message"))
                .isEqualTo(
                        "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply"
                                + " patch");
        Answer apply = admin.send(
                "PATCH", path + "?fieldManager=me", config, "application/apply-patch+yaml", "application/json");
        assertThat(apply.body().get("data")).isEqualTo(Struct.of("b", "2", "c", "3"));
    }

    @Test
    void anApplyMakesWhatIsNotThereAndOnlyWritesWhatItChanges() throws Exception {
        String path = MAPS + "/applied?fieldManager=me";
        String type = "application/apply-patch+yaml";
        Answer made = admin.send("PATCH", path, map("applied", "{\"a\":\"1\"}"), type, "application/json");
        assertThat(made.code()).isEqualTo(201);
        Answer again = admin.send("PATCH", path, map("applied", "{\"a\":\"1\"}"), type, "application/json");
        assertThat(again.code()).isEqualTo(200);
        assertThat(again.text("metadata", "resourceVersion")).isEqualTo(made.text("metadata", "resourceVersion"));
        Answer conflict = admin.send(
                "PATCH", MAPS + "/applied?fieldManager=you", map("applied", "{\"a\":\"2\"}"), type, "application/json");
        assertThat(conflict.code()).isEqualTo(409);
        assertThat(conflict.text("message")).isEqualTo("Apply failed with 1 conflict: conflict with \"me\": .data.a");
    }

    @Test
    void unknownFieldsAreRefusedWarnedOfOrDropped() throws Exception {
        String odd = "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"odd\"},\"dat\":{}}";
        Answer strict = admin.send("POST", MAPS + "?fieldValidation=Strict&dryRun=All", odd);
        assertThat(strict.code()).isEqualTo(400);
        assertThat(strict.text("message"))
                .isEqualTo("ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error:"
                        + " unknown field \"dat\"");
        Answer warned = admin.send("POST", MAPS + "?dryRun=All", odd);
        assertThat(warned.warnings()).containsExactly("299 - \"unknown field \\\"dat\\\"\"");
        assertThat(warned.body().has("dat")).isFalse();
        Answer ignored = admin.send("POST", MAPS + "?fieldValidation=Ignore&dryRun=All", odd);
        assertThat(ignored.warnings()).isEmpty();
        assertThat(admin.send("GET", MAPS + "/odd", "").code()).isEqualTo(404);
    }

    @Test
    void refusesWhatIsNoObjectAndWhatIsTooLarge() throws Exception {
        Answer malformed = admin.send("POST", MAPS, "{\"kind\":");
        assertThat(malformed.code()).isEqualTo(400);
        assertThat(malformed.text("message"))
                .startsWith("the object provided is unrecognized (must be of type ConfigMap)");
        Answer large = admin.send("POST", MAPS, map("large", "{\"a\":\"" + "x".repeat(4 << 20) + "\"}"));
        assertThat(large.code()).isEqualTo(413);
        assertThat(large.text("message")).isEqualTo("Request entity too large: limit is 3145728");
        Answer elsewhere = admin.send(
                "POST",
                "/api/v1/namespaces/kube-system/configmaps",
                map("x", "{}").replace("\"name\":\"x\"", "\"name\":\"x\",\"namespace\":\"default\""));
        assertThat(elsewhere.text("message"))
                .isEqualTo("the namespace of the provided object does not match the namespace sent on the request");
    }

    @Test
    void aFinalizerKeepsAnObjectUntilItIsTakenAway() throws Exception {
        admin.send(
                "POST",
                MAPS,
                map("kept", "{}").replace("\"name\":\"kept\"", "\"name\":\"kept\",\"finalizers\":[\"a.b/c\"]"));
        Answer marked = admin.send("DELETE", MAPS + "/kept", "{\"propagationPolicy\":\"Foreground\"}");
        assertThat(marked.text("metadata", "deletionTimestamp")).isNotEqualTo("null");
        assertThat(marked.body().struct("metadata"))
                .extracting(metadata -> metadata.get("finalizers"))
                .isEqualTo(List.of("a.b/c", "foregroundDeletion"));
        Answer late = admin.send(
                "PATCH",
                MAPS + "/kept",
                "{\"metadata\":{\"finalizers\":[\"a.b/c\",\"a.b/d\"]}}",
                "application/merge-patch+json",
                "application/json");
        assertThat(late.code()).isEqualTo(422);
        admin.send(
                "PATCH",
                MAPS + "/kept",
                "{\"metadata\":{\"finalizers\":null}}",
                "application/merge-patch+json",
                "application/json");
        assertThat(admin.send("GET", MAPS + "/kept", "").code()).isEqualTo(404);
    }

    @Test
    void aStreamingListEndsItsInitialEventsWithABookmark() throws Exception {
        admin.send("POST", MAPS, map("streamed", "{}"));
        String query = "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"
                + "&fieldSelector=metadata.name%3Dstreamed";
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(admin.stream(MAPS + query), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).startsWith("{\"type\":\"ADDED\",\"object\":{\"kind\":\"ConfigMap\"");
            assertThat(lines.readLine())
                    .startsWith("{\"type\":\"BOOKMARK\"")
                    .contains("\"k8s.io/initial-events-end\":\"true\"");
            admin.send("DELETE", MAPS + "/streamed", "");
            assertThat(lines.readLine()).startsWith("{\"type\":\"DELETED\"").contains("\"name\":\"streamed\"");
        }
    }

    /** So that whoever watches again need not be told all since the beginning. */
    @Test
    void aWatchTellsHowFarItCameBeforeItEnds() throws Exception {
        String query = "?watch=true&allowWatchBookmarks=true&timeoutSeconds=3&fieldSelector=metadata.name%3Dnobody";
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(admin.stream(MAPS + query), StandardCharsets.UTF_8))) {
            assertThat(lines.lines()).singleElement().asString().startsWith("{\"type\":\"BOOKMARK\"");
        }
    }

    @Test
    void aListIsShownAsATable() throws Exception {
        Answer table = admin.send(
                "GET",
                "/api/v1/namespaces?fieldSelector=metadata.name%3Ddefault",
                "",
                "",
                "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");
        assertThat(table.text("kind")).isEqualTo("Table");
        assertThat(table.text("columnDefinitions")).contains("\"name\":\"Status\"");
        assertThat(table.text("rows")).contains("\"cells\":[\"default\",\"Active\"");
    }

    @Test
    void componentsAreLookedUpWhenTheyAreAskedFor() throws Exception {
        Answer all = admin.send("GET", "/api/v1/componentstatuses", "");
        assertThat(all.code()).isEqualTo(200);
        assertThat(all.text("kind")).isEqualTo("ComponentStatusList");
        assertThat(all.warnings()).singleElement().asString().contains("v1 ComponentStatus is deprecated in v1.19+");
        Answer store = admin.send("GET", "/api/v1/componentstatuses/etcd-0", "");
        assertThat(store.text("conditions"))
                .isEqualTo("[{\"type\":\"Healthy\",\"status\":\"True\",\"message\":\"ok\"}]");
        Answer one = admin.send("GET", "/api/v1/componentstatuses?fieldSelector=metadata.name%3Detcd-0", "");
        assertThat(one.text("items")).contains("etcd-0").doesNotContain("scheduler");
        assertThat(admin.send("GET", "/api/v1/componentstatuses?fieldSelector=spec.x%3Dy", "")
                        .code())
                .isEqualTo(400);
        assertThat(admin.send("GET", "/api/v1/componentstatuses/nobody", "").code())
                .isEqualTo(404);
        assertThat(admin.send("DELETE", "/api/v1/componentstatuses/etcd-0", "").code())
                .isEqualTo(405);
    }

    @Test
    void everyReplyNamesItsRequest() throws Exception {
        assertThat(auditIds(MAPS))
                .singleElement()
                .satisfies(id -> assertThat(UUID.fromString(id)).hasToString(id));
        assertThat(auditIds("/nowhere")).hasSize(1);
        assertThat(auditIds(MAPS, "Audit-ID", "mine")).containsExactly("mine");
    }

    private static List<String> auditIds(String path, String... headers) throws Exception {
        return admin.exchange("GET", path, new byte[0], "", "*/*", headers)
                .headers()
                .allValues("Audit-Id");
    }

    @Test
    void whoMayNotIsToldSo() throws Exception {
        try (HttpsClient bob = new HttpsClient(server, "bob")) {
            Answer refused = bob.send("GET", MAPS, "");
            assertThat(refused.code()).isEqualTo(403);
            assertThat(refused.text("message"))
                    .isEqualTo("configmaps is forbidden: User \"bob\" cannot list resource \"configmaps\" in API group"
                            + " \"\" in the namespace \"default\"");
        }
    }

    @Test
    void inProcessClientsShareTheTreeOfAVersion() throws Exception {
        InProcess client = server.server().inProcess(UserInfo.of("test", "system:masters"), "test");
        try (TreeReplies.Watch first = client.watch(MAPS, "watch=true&fieldSelector=metadata.name%3Dshared");
                TreeReplies.Watch second = client.watch(MAPS, "watch=true&labelSelector=shared")) {
            String body = map("shared", "{}")
                    .replace("\"name\":\"shared\"", "\"name\":\"shared\",\"labels\":{\"shared\":\"\"}");
            client.call("POST", MAPS, "", "application/json", Json.decode(body.getBytes(StandardCharsets.UTF_8)));
            TreeReplies.Event seen = Objects.requireNonNull(first.next());
            TreeReplies.Event also = Objects.requireNonNull(second.next());
            assertThat(seen.type()).isEqualTo("ADDED");
            assertThat(seen.object()).isSameAs(also.object());
        }
        assertThatExceptionOfType(StatusError.class)
                .isThrownBy(() -> client.call("GET", MAPS + "/none", "", "", null))
                .withMessage("configmaps \"none\" not found");
    }

    @Test
    void everyDocumentOfOpenApiCanBeMade() throws Exception {
        Struct index = Objects.requireNonNull(
                admin.send("GET", "/openapi/v3", "").body().struct("paths"));
        assertThat(index.size()).isGreaterThan(20);
        for (int i = 0; i < index.size(); i++) {
            Answer document = admin.send("GET", "/openapi/v3/" + index.nameAt(i), "");
            assertThat(document.code()).as(index.nameAt(i)).isEqualTo(200);
        }
    }
}
