package dev.carafe.kubernetes.kubelet.probe;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Probe;
import dev.carafe.kubernetes.kubelet.cri.CriClient;
import dev.carafe.kubernetes.kubelet.cri.CriException;
import dev.carafe.kubernetes.kubelet.cri.v1.ExecSyncResponse;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks a container once, in the way its probe says. Blocks its caller; messages are upstream's. */
final class Prober {
    private static final int OUTPUT_MAX = 10 << 10;

    private final CriClient cri;

    Prober(CriClient cri) {
        this.cri = cri;
    }

    ProbeResult ask(Probe probe, Container container, String containerId, String podIp) {
        Duration timeout = Duration.ofSeconds(Math.max(1, probe.timeoutSeconds()));
        try {
            if (probe.hasExec()) {
                return exec(probe.exec().command(), containerId, timeout);
            }
            if (probe.hasHttpGet()) {
                URI uri = HttpTargets.uri(probe.httpGet(), container, podIp);
                return http(uri, probe, timeout);
            }
            if (probe.hasTcpSocket()) {
                String host = probe.tcpSocket().host().isEmpty()
                        ? podIp
                        : probe.tcpSocket().host();
                return tcp(host, HttpTargets.port(probe.tcpSocket().port(), container), timeout);
            }
            if (probe.hasGrpc()) {
                return grpc(podIp, probe.grpc().port(), probe.grpc().service(), timeout);
            }
            return ProbeResult.error("missing probe handler for " + container.name());
        } catch (IOException e) {
            return ProbeResult.error(String.valueOf(e.getMessage()));
        }
    }

    private ProbeResult exec(List<String> command, String containerId, Duration timeout) throws IOException {
        try {
            ExecSyncResponse answer = cri.execSync(containerId, command, timeout);
            if (answer.getExitCode() == 0) {
                return ProbeResult.success();
            }
            String output = answer.getStdout().concat(answer.getStderr()).toStringUtf8();
            return ProbeResult.failure(output.substring(0, Math.min(output.length(), OUTPUT_MAX)));
        } catch (CriException e) {
            if (e.code() == Status.Code.DEADLINE_EXCEEDED) {
                return ProbeResult.failure("command timed out: \"" + String.join(" ", command) + "\" timed out after "
                        + timeout.toSeconds() + "s");
            }
            throw e;
        }
    }

    private static ProbeResult http(URI uri, Probe probe, Duration timeout) {
        try {
            int status = HttpGet.status(uri, HttpTargets.headers(probe.httpGet()), timeout);
            return status >= 200 && status < 400
                    ? ProbeResult.success()
                    : ProbeResult.failure("HTTP probe failed with statuscode: " + status);
        } catch (SocketTimeoutException _) {
            return ProbeResult.failure(
                    "Get \"" + uri + "\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)");
        } catch (IOException e) {
            return ProbeResult.failure("Get \"" + uri + "\": " + dialError(uri.getHost(), uri.getPort(), e));
        }
    }

    private static ProbeResult tcp(String host, int port, Duration timeout) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
            return ProbeResult.success();
        } catch (SocketTimeoutException _) {
            return ProbeResult.failure("dial tcp " + HttpTargets.bracketed(host) + ":" + port + ": i/o timeout");
        } catch (IOException e) {
            return ProbeResult.failure(dialError(host, port, e));
        }
    }

    private static ProbeResult grpc(String podIp, int port, String service, Duration timeout) {
        String address = HttpTargets.bracketed(podIp) + ":" + port;
        ManagedChannel channel = NettyChannelBuilder.forAddress(podIp, port)
                .usePlaintext()
                .userAgent("kube-probe/1.37")
                .build();
        try {
            HealthCheckResponse answer = ClientCalls.blockingUnaryCall(
                    channel,
                    HealthGrpc.getCheckMethod(),
                    CallOptions.DEFAULT
                            .withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
                            .withWaitForReady(),
                    HealthCheckRequest.newBuilder().setService(service).build());
            return answer.getStatus() == ServingStatus.SERVING
                    ? ProbeResult.success()
                    : ProbeResult.failure("service unhealthy (responded with \"" + answer.getStatus() + "\")");
        } catch (StatusRuntimeException e) {
            return ProbeResult.failure(
                    switch (e.getStatus().getCode()) {
                        case UNIMPLEMENTED ->
                            "this server does not implement the grpc health protocol (grpc.health.v1.Health): "
                                    + e.getStatus().getDescription();
                        case DEADLINE_EXCEEDED ->
                            "timeout: failed to connect service \"" + address + "\" within " + timeout.toSeconds()
                                    + "s: context deadline exceeded";
                        default ->
                            "error: health rpc probe failed: " + e.getStatus().getDescription();
                    });
        } finally {
            channel.shutdownNow();
        }
    }

    private static String dialError(String host, int port, IOException e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof java.net.ConnectException) {
            String reason = message.toLowerCase(java.util.Locale.ROOT);
            return "dial tcp " + HttpTargets.bracketed(host) + ":" + port + ": connect: "
                    + (reason.contains("refused") ? "connection refused" : reason);
        }
        return message;
    }
}
