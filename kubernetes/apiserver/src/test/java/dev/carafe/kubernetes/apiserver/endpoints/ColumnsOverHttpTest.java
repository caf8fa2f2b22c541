package dev.carafe.kubernetes.apiserver.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tables say of their columns. */
final class ColumnsOverHttpTest {
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";

    @TempDir
    Path directory;

    @Test
    void eachColumnSaysWhatItTells() throws Exception {
        Map<String, List<String>> said = said();
        assertThat(said).hasSizeGreaterThan(55);
        try (TestServer server = new TestServer(directory);
                HttpsClient admin = new HttpsClient(server, "admin")) {
            server.awaitReady();
            for (Map.Entry<String, List<String>> kind : said.entrySet()) {
                String path = kind.getKey().startsWith("/") ? "/api" + kind.getKey() : "/apis/" + kind.getKey();
                Map<String, String> columns = columns(admin.send("GET", path, "", "", TABLE));
                assertThat(columns.keySet()).as(path).containsAll(kind.getValue());
                assertThat(columns.get("Name")).as(path).startsWith("Name must be unique within a namespace.");
            }
            Map<String, String> pods = columns(admin.send("GET", "/api/v1/pods", "", "", TABLE));
            assertThat(pods.get("Age")).startsWith("CreationTimestamp is a timestamp representing the server time");
            assertThat(pods.get("Ready")).isEqualTo("How many of the containers are ready, of how many.");
            assertThat(pods.get("Node")).contains("this pod");
            Map<String, String> limits = columns(admin.send("GET", "/api/v1/limitranges", "", "", TABLE));
            assertThat(limits.get("Created At")).isEqualTo(pods.get("Age"));
        }
    }

    private static Map<String, String> columns(HttpsClient.Answer table) {
        Map<String, String> columns = new HashMap<>();
        ((List<?>) Objects.requireNonNull(table.body().get("columnDefinitions"))).forEach(column -> {
            Struct definition = (Struct) column;
            columns.put(definition.string("name"), definition.string("description"));
        });
        return columns;
    }

    private static Map<String, List<String>> said() throws Exception {
        Map<String, List<String>> said = new HashMap<>();
        List<String> columns = new ArrayList<>();
        try (InputStream in = ColumnDescriptions.class.getResourceAsStream("columns.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(each -> !each.startsWith("#"))
                    .toList()) {
                if (line.startsWith(" ")) {
                    columns.add(line.substring(0, line.indexOf(" = ")).strip());
                } else {
                    columns = said.computeIfAbsent(line, _ -> new ArrayList<>());
                }
            }
        }
        return said;
    }
}
