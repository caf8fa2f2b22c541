package dev.carafe.kubernetes.kubelet.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where static pods come from. */
@Timeout(60)
class ManifestSourcesTest {
    private static final String POD =
            "{kind: Pod, metadata: {name: %s}, spec: {containers: [{name: c, image: \"i:%s\"}]}}";

    private final RecordingSink sink = new RecordingSink();

    @TempDir
    private Path directory;

    @Test
    void aDirectoryIsFollowedFileByFile() throws Exception {
        write("a.yaml", POD.formatted("a", "1"));
        write("b.yaml", POD.formatted("b", "1"));
        write("bad.yaml", "{kind: Pod");
        Files.writeString(directory.resolve(".hidden"), POD.formatted("hidden", "1"));
        try (ManifestDirectory _ = ManifestDirectory.start(directory, "n", Duration.ofSeconds(20), sink)) {
            assertThat(sink.await(words -> words.contains("ready file")))
                    .hasSize(3)
                    .noneMatch(word -> word.contains("hidden"));
            String first = sink.uid("a-n");
            write("a.yaml", POD.formatted("a", "2"));
            assertThat(sink.await(words -> words.getLast().startsWith("+a-n ") && words.contains("-" + first)))
                    .doesNotHaveDuplicates();
            String second = sink.uid("b-n");
            Files.delete(directory.resolve("b.yaml"));
            sink.await(words -> words.contains("-" + second));
        }
    }

    @Test
    void anAddressIsAskedAgainAndItsFailuresChangeNothing() throws Exception {
        AtomicReference<String> body = new AtomicReference<>(POD.formatted("a", "1"));
        AtomicInteger status = new AtomicInteger(200);
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/pods", exchange -> {
            byte[] bytes = body.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status.get(), bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
            asked.incrementAndGet();
        });
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/pods");
        try (ManifestUrl _ = ManifestUrl.start(url, "n", Duration.ofMillis(20), sink)) {
            sink.await(words -> words.contains("ready http"));
            String first = sink.uid("a-n");
            status.set(500);
            awaitMore(asked);
            status.set(200);
            body.set("{no pod");
            awaitMore(asked);
            assertThat(sink.await(_ -> true)).isEqualTo(List.of("+a-n " + first, "ready http"));
            body.set(POD.formatted("a", "2"));
            assertThat(sink.await(words -> words.getLast().startsWith("+a-n ") && words.contains("-" + first)))
                    .doesNotHaveDuplicates();
        } finally {
            server.stop(0);
        }
    }

    /** Two more answers: the first of them may have been on its way before. */
    private static void awaitMore(AtomicInteger asked) throws InterruptedException {
        int enough = asked.get() + 2;
        while (asked.get() < enough) { // the test has a time limit
            Thread.sleep(1);
        }
    }

    private void write(String name, String text) throws Exception {
        Path unfinished = Files.writeString(directory.resolve("." + name), text);
        Files.move(unfinished, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
}
