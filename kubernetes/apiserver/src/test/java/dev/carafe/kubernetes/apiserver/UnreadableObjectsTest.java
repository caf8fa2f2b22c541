package dev.carafe.kubernetes.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.PutRequest;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient.Answer;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What lies in the place of an object and is none: what is said of it, and who may delete it. */
@Timeout(60)
final class UnreadableObjectsTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String KEY = "/registry/configmaps/default/bad";
    private static final String OPTION = "ignoreStoreReadErrorWithClusterBreakingPotential";
    private static final String UNREAD = "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"" + OPTION + "\":true";

    @TempDir
    static Path directory;

    private static TestServer server;
    private static HttpsClient admin;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(directory);
        admin = new HttpsClient(server, "admin");
        server.awaitReady();
        admin.send("POST", MAPS, "{\"metadata\":{\"name\":\"good\"}}");
    }

    @AfterAll
    static void stop() {
        admin.close();
        server.close();
    }

    @BeforeEach
    void damage() {
        server.store().put(PutRequest.of(Bytes.utf8(KEY), Bytes.utf8("no object")));
    }

    private static String corrupt(String key) {
        KeyValue bad = Objects.requireNonNull(server.store().get(Bytes.utf8(KEY)));
        return "StorageError: corrupt object, Code: 7, Key: " + key
                + ", ResourceVersion: 0, AdditionalErrorMsg: object not decodable revision=" + bad.modRevision() + ": ";
    }

    @Test
    void whoAsksForItIsToldWhereItLies() throws Exception {
        for (String method : new String[] {"GET", "DELETE"}) {
            Answer one = admin.send(method, MAPS + "/bad", "");
            assertThat(one.code()).isEqualTo(500);
            assertThat(one.text("reason")).isEqualTo("InternalError");
            assertThat(one.text("message"))
                    .startsWith("Internal error occurred: " + corrupt("/configmaps/default/bad"));
        }
    }

    @Test
    void aListSaysWhichObjectItCannotRead() throws Exception {
        Answer all = admin.send("GET", MAPS, "");
        assertThat(all.code()).isEqualTo(500);
        assertThat(all.text("reason")).isEqualTo("StorageReadError");
        assertThat(all.text("message"))
                .startsWith("failed to read one or more configmaps from the storage: " + corrupt(KEY));
        assertThat(all.text("details"))
                .startsWith("{\"name\":\"list\",\"kind\":\"configmaps\",\"causes\":[{\"reason\":"
                        + "\"UnexpectedServerResponse\",\"message\":\"" + corrupt(KEY))
                .endsWith("\"field\":\"" + KEY + "\"}]}");
    }

    @Test
    void aWriteSaysOnlyWhatIsWrong() throws Exception {
        Answer put = admin.send("PATCH", MAPS + "/bad", "{}", "application/merge-patch+json", "application/json");
        assertThat(put.code()).isEqualTo(500);
        assertThat(put.body().has("reason")).isFalse();
        assertThat(put.text("message")).startsWith("object not decodable revision=");
    }

    @Test
    void itIsDeletedUnreadAndListsAreReadAgain() throws Exception {
        Answer dry = admin.send("DELETE", MAPS + "/bad", UNREAD + ",\"dryRun\":[\"All\"]}");
        assertThat(dry.code()).isEqualTo(200);
        assertThat(server.store().get(Bytes.utf8(KEY))).isNotNull();

        Answer deleted = admin.send("DELETE", MAPS + "/bad", UNREAD + "}");
        assertThat(deleted.code()).isEqualTo(200);
        assertThat(deleted.body().toString())
                .isEqualTo("{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Success\","
                        + "\"details\":{\"name\":\"bad\",\"kind\":\"ConfigMap\"},\"code\":200}");
        assertThat(server.store().get(Bytes.utf8(KEY))).isNull();
        Answer all = admin.send("GET", MAPS, "");
        assertThat(all.code()).isEqualTo(200);
        assertThat(all.text("items")).contains("\"name\":\"good\"");
        assertThat(admin.send("DELETE", MAPS + "/bad", UNREAD + "}").code()).isEqualTo(404);
    }

    @Test
    void whatCanBeReadIsNotDeletedSo() throws Exception {
        Answer refused = admin.send("DELETE", MAPS + "/good", UNREAD + "}");
        assertThat(refused.code()).isEqualTo(409);
        assertThat(refused.text("message"))
                .isEqualTo(
                        "Operation cannot be fulfilled on configmaps \"good\": StorageError: invalid object, Code: 4,"
                                + " Key: /registry/configmaps/default/good, ResourceVersion: 0, AdditionalErrorMsg: unsafe deletion"
                                + " is not allowed because the object is decodable from storage");
    }

    @Test
    void otherOptionsAndCollectionsAreRefused() throws Exception {
        Answer both = admin.send(
                "DELETE",
                MAPS + "/bad",
                UNREAD
                        + ",\"propagationPolicy\":\"Background\",\"gracePeriodSeconds\":0,\"preconditions\":{\"uid\":\"x\"}}");
        String place = OPTION + ": Invalid value: true: cannot be set together with .";
        assertThat(both.text("message"))
                .isEqualTo("DeleteOptions.meta.k8s.io \"\" is invalid: [" + place + "propagationPolicy, " + place
                        + "gracePeriodSeconds, " + place + "preconditions]");
        assertThat(admin.send("DELETE", MAPS + "/bad?" + OPTION + "=true&orphanDependents=true", "")
                        .text("message"))
                .isEqualTo("DeleteOptions.meta.k8s.io \"\" is invalid: " + place + "orphanDependents");
        assertThat(admin.send("DELETE", MAPS, UNREAD + "}").text("message"))
                .isEqualTo(
                        "DeleteOptions.meta.k8s.io \"\" is invalid: " + OPTION + ": Invalid value: true: is not allowed"
                                + " with DELETECOLLECTION, try again after removing the option");
    }

    @Test
    void itTakesARightOfItsOwn() throws Exception {
        String rbac = "/apis/rbac.authorization.k8s.io/v1";
        admin.send(
                "POST",
                rbac + "/clusterroles",
                "{\"metadata\":{\"name\":\"deletes\"},\"rules\":[{\"apiGroups\":[\"\"],\"resources\":[\"configmaps\"],"
                        + "\"verbs\":[\"delete\"]}]}");
        admin.send(
                "POST",
                rbac + "/clusterrolebindings",
                "{\"metadata\":{\"name\":\"deletes\"},\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":"
                        + "\"ClusterRole\",\"name\":\"deletes\"},\"subjects\":[{\"kind\":\"User\",\"apiGroup\":"
                        + "\"rbac.authorization.k8s.io\",\"name\":\"bob\"}]}");
        byte[] options = (UNREAD + "}").getBytes(StandardCharsets.UTF_8);
        String text;
        do { // until the new role is known
            HttpResponse<byte[]> refused = admin.exchange(
                    "DELETE",
                    MAPS + "/bad",
                    options,
                    "application/json",
                    "application/json",
                    "Impersonate-User",
                    "bob");
            assertThat(refused.statusCode()).isEqualTo(403);
            text = new String(refused.body(), StandardCharsets.UTF_8);
        } while (text.contains("cannot delete resource"));
        assertThat(text)
                .contains("\"message\":\"configmaps \\\"bad\\\" is forbidden: not permitted to do"
                        + " \\\"unsafe-delete-ignore-read-errors\\\", reason: ");
    }
}
