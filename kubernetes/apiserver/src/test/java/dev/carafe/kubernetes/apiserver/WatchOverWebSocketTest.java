package dev.carafe.kubernetes.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apiserver.testing.HttpsClient;
import dev.carafe.kubernetes.apiserver.testing.TestServer;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class WatchOverWebSocketTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    @TempDir
    Path directory;

    /** Keeps each message whole, and the code of the end. */
    private static final class Messages implements WebSocket.Listener {
        private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
        private final StringBuilder message = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                received.add(message.toString());
                message.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            received.add("closed " + code);
            return null;
        }
    }

    @Test
    void eachEventIsAMessageUntilTheWatchEnds() throws Exception {
        try (TestServer server = new TestServer(directory);
                HttpsClient admin = new HttpsClient(server, "admin")) {
            server.awaitReady();
            Messages messages = new Messages();
            WebSocket socket = admin.webSocket(
                    MAPS + "?watch=true&resourceVersion=0&fieldSelector=metadata.name%3Dseen", messages);
            for (String name : new String[] {"unseen", "seen"}) {
                admin.send("POST", MAPS, "{\"metadata\":{\"name\":\"" + name + "\"}}");
            }
            admin.send("DELETE", MAPS + "/seen", "");
            assertThat(messages.received.take())
                    .startsWith("{\"type\":\"ADDED\"")
                    .contains("\"name\":\"seen\"");
            assertThat(messages.received.take())
                    .startsWith("{\"type\":\"DELETED\"")
                    .endsWith("}\n");
            server.server().close();
            assertThat(messages.received.take()).startsWith("closed 100");
            socket.abort();
        }
    }
}
