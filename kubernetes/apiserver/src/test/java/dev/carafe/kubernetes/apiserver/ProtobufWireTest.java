package dev.carafe.kubernetes.apiserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.BuiltinMessages;
import dev.carafe.kubernetes.apimachinery.protobuf.Envelope;
import dev.carafe.kubernetes.apimachinery.protobuf.ProtobufDecoder;
import dev.carafe.kubernetes.apimachinery.protobuf.ProtobufEncoder;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.io.DataInputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients that speak protobuf, as upstream's own components do. */
@Timeout(60)
final class ProtobufWireTest {
    private static final String PROTOBUF = "application/vnd.kubernetes.protobuf";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String META = "apimachinery.pkg.apis.meta.v1.";
    private static final byte[] NOTHING = {};

    @TempDir
    static Path directory;

    private static TestServer server;
    private static HttpsClient admin;

    private final ProtobufEncoder encoder = new ProtobufEncoder(BuiltinMessages.instance());
    private final ProtobufDecoder decoder = new ProtobufDecoder(BuiltinMessages.instance());

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

    private static HttpResponse<byte[]> get(String path, String accept) throws Exception {
        return admin.exchange("GET", path, NOTHING, "", accept);
    }

    private HttpResponse<byte[]> create(String name) throws Exception {
        Struct map = Struct.of("metadata", Struct.of("name", name), "data", Struct.of("b", "2", "a", "1"));
        byte[] body = Envelope.seal("v1", "ConfigMap", encoder.encode(map, "api.core.v1.ConfigMap"));
        return admin.exchange("POST", MAPS, body, PROTOBUF, PROTOBUF);
    }

    private Struct open(byte[] body, String kind, String message) throws Exception {
        Envelope envelope = Envelope.open(body);
        assertThat(envelope.kind()).isEqualTo(kind);
        return envelope.decode(decoder, message);
    }

    @Test
    void createsAndReadsAnObject() throws Exception {
        HttpResponse<byte[]> created = create("one");
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("Content-Type")).hasValue(PROTOBUF);
        Struct json = admin.send("GET", MAPS + "/one", "").body();
        Struct expected = json.without("kind").without("apiVersion");
        assertThat(open(created.body(), "ConfigMap", "api.core.v1.ConfigMap")).isEqualTo(expected);
        byte[] read = get(MAPS + "/one", PROTOBUF + ", */*").body();
        assertThat(Arrays.equals(read, created.body())).isTrue();
    }

    @Test
    void listsHaveTheirItemsWithoutKind() throws Exception {
        HttpResponse<byte[]> list = get("/api/v1/namespaces", PROTOBUF);
        Struct json = admin.send("GET", "/api/v1/namespaces", "").body();
        byte[] expected = Envelope.seal("v1", "NamespaceList", encoder.encode(json, "api.core.v1.NamespaceList"));
        assertThat(list.headers().firstValue("Content-Type")).hasValue(PROTOBUF);
        assertThat(Arrays.equals(list.body(), expected)).isTrue();
    }

    @Test
    void metadataAloneIsAKindOfItsOwn() throws Exception {
        create("meta");
        String as = ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
        HttpResponse<byte[]> list = get(MAPS + "?fieldSelector=metadata.name%3Dmeta", PROTOBUF + as);
        Struct opened = open(list.body(), "PartialObjectMetadataList", META + "PartialObjectMetadataList");
        assertThat(Json.toString(opened)).contains("\"name\":\"meta\"").doesNotContain("\"data\"");
    }

    @Test
    void watchesHaveAFrameForEachEvent() throws Exception {
        create("watched");
        String one = MAPS + "?fieldSelector=metadata.name%3Dwatched&watch=1";
        HttpResponse<java.io.InputStream> watch = admin.stream(one, PROTOBUF + ";stream=watch");
        assertThat(watch.headers().firstValue("Content-Type")).hasValue(PROTOBUF + ";stream=watch");
        try (DataInputStream in = new DataInputStream(watch.body())) {
            byte[] added = frame(in);
            assertThat(added)
                    .isEqualTo(tail(Envelope.frame(
                            "ADDED", get(MAPS + "/watched", PROTOBUF).body())));
            Struct options = Struct.of("gracePeriodSeconds", 0L);
            byte[] body = Envelope.seal("v1", "DeleteOptions", encoder.encode(options, META + "DeleteOptions"));
            HttpResponse<byte[]> deleted = admin.exchange("DELETE", MAPS + "/watched", body, PROTOBUF, PROTOBUF);
            assertThat(open(deleted.body(), "Status", META + "Status").string("status"))
                    .isEqualTo("Success");
            assertThat(new String(frame(in), UTF_8)).contains("DELETED").contains("watched");
        }
    }

    private static byte[] frame(DataInputStream in) throws Exception {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return frame;
    }

    private static byte[] tail(byte[] frame) {
        return Arrays.copyOfRange(frame, Integer.BYTES, frame.length);
    }

    @Test
    void errorsAreStatusesInTheSameForm() throws Exception {
        HttpResponse<byte[]> missing = get(MAPS + "/missing", PROTOBUF);
        assertThat(missing.statusCode()).isEqualTo(404);
        Struct status = open(missing.body(), "Status", META + "Status");
        assertThat(status.string("message")).isEqualTo("configmaps \"missing\" not found");
    }

    @Test
    void tablesHaveNoProtobuf() throws Exception {
        String table = ";as=Table;g=meta.k8s.io;v=v1";
        assertThat(get(MAPS, PROTOBUF + table).statusCode()).isEqualTo(406);
        HttpResponse<byte[]> json = get(MAPS, PROTOBUF + table + ",application/json" + table);
        assertThat(new String(json.body(), UTF_8)).startsWith("{\"kind\":\"Table\"");
    }

    @Test
    void discoveryHasProtobufAndTheVersionHasNot() throws Exception {
        Struct versions = open(get("/api", PROTOBUF).body(), "APIVersions", META + "APIVersions");
        assertThat(Json.toString(versions)).contains("\"versions\":[\"v1\"]");
        assertThat(new String(get("/version", PROTOBUF).body(), UTF_8)).startsWith("{");
    }

    @Test
    void whatIsNoObjectIsRefused() throws Exception {
        HttpResponse<byte[]> garbage = admin.exchange("POST", MAPS, new byte[] {1, 2}, PROTOBUF, "application/json");
        assertThat(Json.decodeStruct(garbage.body()).string("message"))
                .isEqualTo("the object provided is unrecognized (must be of type ConfigMap): provided data does not"
                        + " appear to be a protobuf message, expected prefix [107 56 115 0] (0102)");
        byte[] unknown = Envelope.seal("v1", "Nothing", NOTHING);
        HttpResponse<byte[]> kind = admin.exchange("POST", MAPS, unknown, PROTOBUF, "application/json");
        assertThat(Json.decodeStruct(kind.body()).string("message"))
                .startsWith("Nothing in version \"v1\" cannot be handled as a ConfigMap: no kind \"Nothing\" is"
                        + " registered for version \"v1\" in scheme");
        byte[] cut = Envelope.seal("v1", "ConfigMap", new byte[] {10, 100});
        HttpResponse<byte[]> malformed = admin.exchange("POST", MAPS, cut, PROTOBUF, "application/json");
        assertThat(Json.decodeStruct(malformed.body()).string("message"))
                .isEqualTo("ConfigMap in version \"v1\" cannot be handled as a ConfigMap: unexpected EOF");
    }
}
