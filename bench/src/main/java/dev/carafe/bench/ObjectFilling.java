package dev.carafe.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;

/** Many objects of one kind, created one by one, and read as whoever keeps a copy of them reads. */
final class ObjectFilling {
    /** Objects read at once, as kubectl and informers do. */
    static final int PAGE = 500;

    /** Tokens stand in the head of a list, before its items. */
    private static final String CONTINUE = "\"continue\":\"";

    private static final int WORKERS = 32;
    private static final int FILLER_BYTES = 2_048;

    private final Kind kind;
    private final int objects;

    /** What there are many of; named as users write them. */
    enum Kind {
        pods,
        configmaps,
        customresourcedefinitions
    }

    ObjectFilling(Kind kind, int objects) {
        this.kind = kind;
        this.objects = objects;
    }

    private String path() {
        return kind == Kind.customresourcedefinitions ? DefinitionBody.PATH : Workload.NAMESPACE + "/" + kind;
    }

    /** Creates all. */
    Measurement fill(Server<Target> server) throws IOException, InterruptedException {
        String filler = "x".repeat(FILLER_BYTES);
        return Repetition.measure(
                "create",
                server,
                objects,
                WORKERS,
                (worker, number) -> server.target()
                        .send(
                                worker,
                                "POST",
                                path(),
                                switch (kind) {
                                    case pods -> Workload.pod(number, "created");
                                    case configmaps -> configMap(number, filler);
                                    case customresourcedefinitions -> DefinitionBody.of(number);
                                }));
    }

    private static byte[] configMap(int number, String filler) {
        return ("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"bench-" + number
                        + "\"},\"data\":{\"filler\":\"" + filler + "\"}}")
                .getBytes(UTF_8);
    }

    /** Lists all, page by page; the measurement counts objects. */
    Measurement list(Server<Target> server) throws IOException, InterruptedException {
        Measurement.Stopwatch watch = Measurement.start(server.processes());
        long bytes = 0;
        int pages = 0;
        String token = "";
        do {
            String page =
                    text(server.target(), path() + "?limit=" + PAGE + (token.isEmpty() ? "" : "&continue=" + token));
            bytes += page.length();
            pages++;
            token = token(page);
        } while (!token.isEmpty());
        if (pages != Math.ceilDiv(objects, PAGE)) {
            throw new IOException(server.name() + ": " + objects + " objects came in " + pages + " pages");
        }
        return watch.stop("list in pages", objects, bytes, new double[0]);
    }

    private static String text(Target target, String path) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = target.open(0, "GET", path, "application/json", new byte[0]);
        try (InputStream in = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("GET " + path + " was answered with " + response.statusCode());
            }
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    /** The token of the next page, empty behind the last one. */
    static String token(String page) {
        int items = page.indexOf("\"items\":");
        int at = page.indexOf(CONTINUE);
        if (at < 0 || at > items) {
            return "";
        }
        int from = at + CONTINUE.length();
        return page.substring(from, page.indexOf('"', from));
    }

    /** Watches until all have been told as added. */
    Measurement watch(Server<Target> server) throws IOException, InterruptedException {
        Measurement.Stopwatch watch = Measurement.start(server.processes());
        long bytes = 0;
        int seen = 0;
        try (InputStream in = server.target().watch(0, path() + "?watch=true&resourceVersion=0")) {
            byte[] buffer = new byte[64 << 10];
            while (seen < objects) {
                int n = in.read(buffer);
                if (n < 0) {
                    throw new IOException(server.name() + ": the watch ended after " + seen + " objects");
                }
                bytes += n;
                for (int i = 0; i < n; i++) {
                    seen += buffer[i] == '\n' ? 1 : 0;
                }
            }
        }
        return watch.stop("watch from the beginning", objects, bytes, new double[0]);
    }
}
