package dev.carafe.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Many watches of one object, which is updated; each watcher's copy of each update counts as one event. */
final class WatchPhase {
    /** How long the last event may take after the last update. */
    private static final long LAST_EVENT_S = 60;

    private WatchPhase() {}

    static Measurement run(Server<Target> server, int watchers, int updates) throws IOException, InterruptedException {
        Target target = server.target();
        target.create(
                Workload.NAMESPACE + "/configmaps",
                ("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":"
                                + "{\"name\":\"watched\"},\"data\":{\"filler\":\"" + "x".repeat(2_000) + "\"}}")
                        .getBytes(StandardCharsets.UTF_8));
        CountDownLatch seen = new CountDownLatch(watchers * updates);
        List<InputStream> streams = new ArrayList<>();
        AtomicLong bytes = new AtomicLong();
        for (int i = 0; i < watchers; i++) {
            InputStream stream = new BufferedInputStream(target.watch(
                    i, Workload.NAMESPACE + "/configmaps?watch=true&fieldSelector=metadata.name%3Dwatched"));
            streams.add(stream);
            CountDownLatch first = new CountDownLatch(1);
            Thread.ofVirtual().start(() -> count(stream, first, seen, bytes));
            first.await();
        }
        Measurement.Stopwatch watch = Measurement.start(server.processes());
        for (int i = 0; i < updates; i++) {
            byte[] patch = ("{\"data\":{\"round\":\"" + System.nanoTime() + "\"}}").getBytes(StandardCharsets.UTF_8);
            HttpResponse<InputStream> response = target.open(
                    0, "PATCH", Workload.NAMESPACE + "/configmaps/watched", "application/merge-patch+json", patch);
            response.body().close();
        }
        if (!seen.await(LAST_EVENT_S, TimeUnit.SECONDS)) {
            throw new IOException(server.name() + ": " + seen.getCount() + " watch events did not come");
        }
        Measurement measurement = watch.stop(
                "watch event, " + watchers + " watchers", (long) watchers * updates, bytes.get(), new double[0]);
        for (InputStream stream : streams) {
            stream.close();
        }
        return measurement;
    }

    /** Counts the lines of a watch; the first is the object as it was when the watch began. */
    private static void count(InputStream stream, CountDownLatch first, CountDownLatch seen, AtomicLong bytes) {
        try {
            byte[] buffer = new byte[64 << 10];
            for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                bytes.addAndGet(n);
                for (int i = 0; i < n; i++) {
                    if (buffer[i] == '\n') {
                        if (first.getCount() > 0) {
                            first.countDown();
                        } else {
                            seen.countDown();
                        }
                    }
                }
            }
        } catch (IOException _) {
            first.countDown(); // closed by the programme itself at the end
        }
    }
}
