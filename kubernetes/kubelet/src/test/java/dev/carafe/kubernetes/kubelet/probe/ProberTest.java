package dev.carafe.kubernetes.kubelet.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Probe;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.kubelet.cri.CriClient;
import dev.carafe.kubernetes.kubelet.probe.ProbeResult.Outcome;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against servers on this machine; what needs a container is tried with real ones elsewhere. */
@Timeout(60)
class ProberTest {
    private final CriClient cri = CriClient.connect(Path.of("/nonexistent/containerd.sock"));

    @AfterEach
    void close() {
        cri.close();
    }

    @Test
    void aTcpProbeOnlyConnects() throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            Struct tcp = Struct.of("tcpSocket", Struct.of("port", (long) port));
            assertThat(ask(tcp).outcome()).isEqualTo(Outcome.SUCCESS);
        }
        ProbeResult refused = ask(Struct.of("tcpSocket", Struct.of("port", (long) port)));
        assertThat(refused.outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(refused.output()).isEqualTo("dial tcp 127.0.0.1:" + port + ": connect: connection refused");
    }

    @Test
    void aPortMayBeNamed() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Container container =
                    new Container(Struct.of("ports", java.util.List.of(Struct.of("name", "web", "containerPort", (long)
                            server.getLocalPort()))));
            Probe probe = new Probe(Struct.of("tcpSocket", Struct.of("port", "web")));
            assertThat(new Prober(cri).ask(probe, container, "id", "127.0.0.1").outcome())
                    .isEqualTo(Outcome.SUCCESS);
        }
    }

    @Test
    void aGrpcProbeAsksTheHealthService() throws Exception {
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(ServerServiceDefinition.builder("grpc.health.v1.Health")
                        .addMethod(HealthGrpc.getCheckMethod(), ServerCalls.asyncUnaryCall((request, answer) -> {
                            switch (request.getService()) {
                                case "good", "bad" -> {
                                    answer.onNext(HealthCheckResponse.newBuilder()
                                            .setStatus(
                                                    request.getService().equals("good")
                                                            ? HealthCheckResponse.ServingStatus.SERVING
                                                            : HealthCheckResponse.ServingStatus.NOT_SERVING)
                                            .build());
                                    answer.onCompleted();
                                }
                                default ->
                                    answer.onError(Status.NOT_FOUND
                                            .withDescription("unknown service")
                                            .asRuntimeException());
                            }
                        }))
                        .build())
                .build()
                .start();
        try {
            assertThat(grpc(server.getPort(), "good").outcome()).isEqualTo(Outcome.SUCCESS);
            assertThat(grpc(server.getPort(), "bad").output())
                    .isEqualTo("service unhealthy (responded with \"NOT_SERVING\")");
            assertThat(grpc(server.getPort(), "none").output())
                    .isEqualTo("error: health rpc probe failed: unknown service");
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void aRuntimeThatDoesNotAnswerIsAnErrorAndNoVerdict() {
        assertThat(ask(Struct.of("exec", Struct.of("command", java.util.List.of("true"))))
                        .outcome())
                .isEqualTo(Outcome.ERROR);
        assertThat(ask(Struct.EMPTY).outcome()).isEqualTo(Outcome.ERROR);
    }

    private ProbeResult grpc(int port, String service) {
        return ask(Struct.of("grpc", Struct.of("port", (long) port, "service", service)));
    }

    private ProbeResult ask(Struct probe) {
        return new Prober(cri).ask(new Probe(probe), new Container(), "id", "127.0.0.1");
    }
}
