package dev.carafe.kubernetes.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpstreamsTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void readsTheServersAndNothingElse() throws IOException {
        assertThat(read(
                        "# nameserver 192.0.2.9\nsearch a b\nnameserver 192.0.2.1\n nameserver\t2001:db8::1 \nnameserver x\n",
                        "192.0.2.8"))
                .containsExactly("192.0.2.1", "2001:db8:0:0:0:0:0:1");
    }

    @Test
    void neverForwardsToItself() throws IOException {
        assertThat(read("nameserver 192.0.2.8\nnameserver 192.0.2.1\n", "192.0.2.8"))
                .containsExactly("192.0.2.1");
        assertThat(read("nameserver 127.0.0.1\nnameserver 192.0.2.1\n", "0.0.0.0"))
                .containsExactly("192.0.2.1");
    }

    @Test
    void aMachineWithoutAFileHasNoServers() throws IOException {
        assertThat(Upstreams.read(directory.resolve("absent"), List.of())).isEmpty();
    }

    private List<String> read(String text, String own) throws IOException {
        Path file = Files.writeString(directory.resolve("resolv.conf"), text);
        return Upstreams.read(file, List.of(new InetSocketAddress(own, 53))).stream()
                .map(server -> server.getAddress().getHostAddress())
                .toList();
    }
}
