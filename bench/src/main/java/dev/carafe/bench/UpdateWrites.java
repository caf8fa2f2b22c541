package dev.carafe.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;

/** Changes of pods that are there. */
final class UpdateWrites {
    private static final String CREATED = "\"last\":\"created\"";

    private UpdateWrites() {}

    /**
     * Puts each pod back with another label, guarded by the resource version that it was read at. The reads are not measured;
     * what was read is changed as text, so that nothing is decoded.
     */
    static Measurement put(Server<Target> server, Workload.Sizes sizes) throws IOException, InterruptedException {
        byte[][] bodies = new byte[sizes.pods()][];
        for (int number = 0; number < bodies.length; number++) {
            bodies[number] = changed(server.target(), number, sizes.pods());
        }
        return Repetition.measure(
                "update a pod",
                server,
                bodies.length,
                sizes.workers(),
                (worker, number) ->
                        server.target().send(worker, "PUT", Workload.podPath(number, bodies.length), bodies[number]));
    }

    private static byte[] changed(Target target, int number, int pods) throws IOException, InterruptedException {
        String path = Workload.podPath(number, pods);
        HttpResponse<InputStream> response = target.open(number, "GET", path, "application/json", new byte[0]);
        try (InputStream in = response.body()) {
            String text = new String(in.readAllBytes(), UTF_8);
            if (response.statusCode() != 200 || !text.contains(CREATED)) {
                throw new IOException("GET " + path + " was answered with " + response.statusCode()
                        + " and not the pod as it was created");
            }
            return text.replace(CREATED, "\"last\":\"updated\"").getBytes(UTF_8);
        }
    }

    /** A strategic merge patch of a label. */
    static byte[] patch(int number) {
        return ("{\"metadata\":{\"labels\":{\"last\":\"patched-" + number + "\"}}}").getBytes(UTF_8);
    }
}
