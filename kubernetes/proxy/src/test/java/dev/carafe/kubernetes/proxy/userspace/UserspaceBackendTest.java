package dev.carafe.kubernetes.proxy.userspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.proxy.service.Endpoint;
import dev.carafe.kubernetes.proxy.service.ServicePortRouting;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class UserspaceBackendTest {
    private final AtomicLong nowNs = new AtomicLong();

    @Test
    void connectionsGoRoundAllEndpointsAndPastADeadOne() throws IOException {
        List<ServerSocket> servers = new ArrayList<>();
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
            servers.add(server);
            endpoints.add(new Endpoint("127.0.0.1", server.getLocalPort()));
            Thread.ofVirtual().start(() -> greet(server));
        }
        servers.getLast().close();
        RoundRobin balancer = new RoundRobin(nowNs::get);
        balancer.update(endpoints, 0, _ -> true);
        try (TcpRelay relay = TcpRelay.open(new InetSocketAddress("127.0.0.1", 0), balancer)) {
            Set<String> greetings = new HashSet<>();
            for (int i = 0; i < 6; i++) {
                try (Socket socket = new Socket("127.0.0.1", relay.address().getPort())) {
                    greetings.add(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
                }
            }
            assertThat(greetings)
                    .containsExactlyInAnyOrder(
                            "from " + endpoints.get(0).port(),
                            "from " + endpoints.get(1).port());
        }
        servers.get(0).close();
        servers.get(1).close();
    }

    @Test
    void datagramsAreAnsweredThroughTheRelay() throws IOException {
        try (DatagramSocket echo = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            Thread.ofVirtual().start(() -> echo(echo));
            RoundRobin balancer = new RoundRobin(nowNs::get);
            balancer.update(List.of(new Endpoint("127.0.0.1", echo.getLocalPort())), 0, _ -> true);
            try (UdpRelay relay = UdpRelay.open(new InetSocketAddress("127.0.0.1", 0), balancer);
                    DatagramSocket client = new DatagramSocket()) {
                byte[] question = "hello".getBytes(StandardCharsets.UTF_8);
                client.send(new DatagramPacket(question, question.length, relay.address()));
                DatagramPacket answer = new DatagramPacket(new byte[16], 16);
                client.receive(answer);
                assertThat(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8))
                        .isEqualTo("hello");
            }
        }
    }

    @Test
    void clientWithAffinityKeepsItsEndpointUntilItStaysAwayTooLong() {
        RoundRobin balancer = new RoundRobin(nowNs::get);
        List<Endpoint> endpoints = List.of(new Endpoint("10.0.0.1", 1), new Endpoint("10.0.0.2", 1));
        balancer.update(endpoints, 10, _ -> true);
        Endpoint first = balancer.choose("client").getFirst();
        balancer.visited("client", first);
        nowNs.addAndGet(9_000_000_000L);
        assertThat(balancer.choose("client").getFirst()).isEqualTo(first);
        assertThat(balancer.choose("client").getFirst()).isEqualTo(first);
        nowNs.addAndGet(2_000_000_000L);
        Endpoint third = balancer.choose("client").getFirst();
        assertThat(balancer.choose("client").getFirst()).isNotEqualTo(third);
    }

    @Test
    void clientsFromOutsideTheAllowedRangesAreGivenNoEndpoint() {
        RoundRobin balancer = new RoundRobin(nowNs::get);
        var guard = new ServicePortRouting.LoadBalancers(List.of("203.0.113.1"), List.of("10.0.0.0/8"));
        balancer.update(List.of(new Endpoint("10.0.0.1", 1)), 0, guard::admits);
        assertThat(balancer.choose("10.9.9.9")).hasSize(1);
        assertThat(balancer.choose("192.0.2.1")).isEmpty();
        assertThat(balancer.choose("2001:db8::1")).isEmpty();
    }

    private static void greet(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write(("from " + server.getLocalPort()).getBytes(StandardCharsets.UTF_8));
            } catch (IOException _) {
                return;
            }
        }
    }

    private static void echo(DatagramSocket socket) {
        try {
            DatagramPacket packet = new DatagramPacket(new byte[16], 16);
            socket.receive(packet);
            socket.send(packet);
        } catch (IOException _) {
            socket.close();
        }
    }
}
