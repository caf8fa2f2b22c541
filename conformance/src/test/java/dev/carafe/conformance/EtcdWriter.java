package dev.carafe.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Puts one key after the other at one member, as fast as it answers, and remembers which were acknowledged. */
final class EtcdWriter implements AutoCloseable {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private final String name;
    private final URI address;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> acknowledged = new ArrayList<>(); // guarded by itself
    private final Thread thread;
    private volatile boolean stopping;

    private EtcdWriter(String name, String endpoint) {
        this.name = name;
        this.address = URI.create("http://" + endpoint + "/v3/kv/put");
        this.thread = Thread.ofVirtual().name("writer " + name).unstarted(this::run);
    }

    /** Begins to write keys that begin with {@code name}. */
    static EtcdWriter start(String name, String endpoint) {
        EtcdWriter writer = new EtcdWriter(name, endpoint);
        writer.thread.start();
        return writer;
    }

    private void run() {
        for (long number = 0; !stopping; number++) {
            String key = name + "-" + number;
            try {
                HttpRequest request = HttpRequest.newBuilder(address)
                        .timeout(ANSWER_MAX)
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"key\":\"" + base64(key) + "\",\"value\":\"" + base64(name) + "\"}"))
                        .build();
                int status = client.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status == 200) {
                    synchronized (acknowledged) {
                        acknowledged.add(key);
                    }
                }
            } catch (IOException _) {
                // nobody knows whether it was written; the next key is another
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    /** The keys whose puts were acknowledged until now. */
    List<String> acknowledged() {
        synchronized (acknowledged) {
            return List.copyOf(acknowledged);
        }
    }

    /** Stops, and waits for the end of the put in hand. */
    @Override
    public void close() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        client.close();
    }
}
