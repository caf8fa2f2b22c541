package dev.carafe.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.List;

/** The documents that tell clients what a server serves, as they ask for them: discovery and OpenAPI. */
final class ServedDocuments {
    private static final String GROUPS = "/apis";
    private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    private static final String JSON = "application/json";
    private static final long POLL_MS = 50;

    private ServedDocuments() {}

    /** Waits until so many definitions are served, and reads each document twice, since what is made once may be kept. */
    static List<Measurement> read(Server<Target> server, int definitions) throws IOException, InterruptedException {
        return List.of(
                awaitServed(server, definitions),
                read(server, "discovery, at first", GROUPS, AGGREGATED),
                read(server, "discovery, again", GROUPS, AGGREGATED),
                read(server, "index of OpenAPI 3, at first", "/openapi/v3", JSON),
                read(server, "index of OpenAPI 3, again", "/openapi/v3", JSON),
                read(server, "OpenAPI 3 of a group, at first", "/openapi/v3/apis/group0.bench.example/v1", JSON),
                read(server, "OpenAPI 2, at first", "/openapi/v2", JSON),
                read(server, "OpenAPI 2, again", "/openapi/v2", JSON));
    }

    private static Measurement awaitServed(Server<Target> server, int definitions)
            throws IOException, InterruptedException {
        Measurement.Stopwatch watch = Measurement.start(server.processes());
        while (served(server.target()) < definitions) {
            Thread.sleep(POLL_MS);
        }
        return watch.stop("until all are served", 1, 0, new double[0]);
    }

    private static int served(Target target) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = target.open(0, "GET", GROUPS, JSON, AGGREGATED, new byte[0]);
        try (InputStream in = response.body()) {
            return definitions(new String(in.readAllBytes(), UTF_8));
        }
    }

    /** How many of {@link DefinitionBody} a document of discovery names. */
    static int definitions(String discovery) {
        String mark = "\"resource\":\"" + DefinitionBody.RESOURCE;
        int found = 0;
        for (int at = discovery.indexOf(mark); at >= 0; at = discovery.indexOf(mark, at + 1)) {
            found++;
        }
        return found;
    }

    private static Measurement read(Server<Target> server, String name, String path, String accept)
            throws IOException, InterruptedException {
        return Repetition.measure(
                name,
                server,
                1,
                1,
                (worker, _) -> server.target().send(worker, "GET", path, JSON, accept, new byte[0]));
    }
}
