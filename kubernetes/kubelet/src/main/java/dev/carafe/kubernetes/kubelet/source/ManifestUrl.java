package dev.carafe.kubernetes.kubelet.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Static pods from a web address, asked every so often. What cannot be read leaves the pods as they are.
 * Certificates are verified against the machine's.
 */
public final class ManifestUrl implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ManifestUrl.class.getName());
    private static final String SOURCE = "http";
    private static final int MANIFEST_MAX_BYTES = 10 << 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final URI url;
    private final Duration every;
    private final StaticPods pods;
    private final StaticSource source;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private byte[] last = new byte[0];

    private ManifestUrl(URI url, String nodeName, Duration every, PodSink sink) {
        this.url = url;
        this.every = every;
        this.pods = new StaticPods(SOURCE, nodeName);
        this.source = new StaticSource(SOURCE, sink);
        this.thread = Thread.ofVirtual().name("manifest-url").unstarted(this::run);
    }

    public static ManifestUrl start(URI url, String nodeName, Duration every, PodSink sink) {
        ManifestUrl started = new ManifestUrl(url, nodeName, every, sink);
        started.thread.start();
        return started;
    }

    private void run() {
        try (HttpClient client = HttpClient.newBuilder()
                .connectTimeout(TIMEOUT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()) {
            do {
                try {
                    read(client);
                } catch (IOException | StaticPods.BadManifestException e) {
                    LOG.log(System.Logger.Level.WARNING, () -> "manifest " + url + ": " + e.getMessage());
                }
            } while (!closed.await(every.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void read(HttpClient client) throws IOException, InterruptedException, StaticPods.BadManifestException {
        HttpResponse<InputStream> response = client.send(
                HttpRequest.newBuilder(url).timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofInputStream());
        byte[] manifest;
        try (InputStream body = response.body()) {
            manifest = body.readNBytes(MANIFEST_MAX_BYTES + 1);
        }
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode());
        }
        if (manifest.length == 0 || manifest.length > MANIFEST_MAX_BYTES) {
            throw new IOException("zero-length or too large data received");
        }
        if (!Arrays.equals(manifest, last)) {
            source.set(pods.parse(manifest, url.toString()));
            last = manifest;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
