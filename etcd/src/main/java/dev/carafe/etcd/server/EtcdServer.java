package dev.carafe.etcd.server;

import dev.carafe.etcd.Member;
import dev.carafe.etcd.StatusResponse;
import dev.carafe.etcd.http.CallCounters;
import dev.carafe.etcd.http.ClientPort;
import dev.carafe.etcd.http.HttpService;
import dev.carafe.etcd.rpc.ResponseCodec;
import dev.carafe.etcd.tls.JudgingTrustManager;
import dev.carafe.etcd.tls.ServerContexts;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Serves a member to clients of etcd. Does not own it: whoever opened its store closes that, after the server. */
public final class EtcdServer implements AutoCloseable {
    /** What a message may have around a request's keys and values (etcd's {@code grpcOverheadBytes}). */
    private static final int OVERHEAD_BYTES = 512 * 1024;

    private static final long GRACE_MS = 500;

    private final Server server;
    private final ExecutorService calls;
    private final List<Server> metrics;
    private final ScheduledExecutorService looks;

    private EtcdServer(Server server, ExecutorService calls, List<Server> metrics, ScheduledExecutorService looks) {
        this.server = server;
        this.calls = calls;
        this.metrics = metrics;
        this.looks = looks;
    }

    /**
     * Starts listening.
     *
     * @throws IOException when the address is taken or a certificate cannot be read
     */
    public static EtcdServer start(EtcdServerConfig config, Member member) throws IOException {
        return start(config, member, CallObservers.usual());
    }

    /**
     * Starts listening.
     *
     * @param observers look at the calls of all servers of the member
     * @throws IOException when the address is taken or a certificate cannot be read
     */
    public static EtcdServer start(EtcdServerConfig config, Member member, CallObservers observers) throws IOException {
        ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
        List<Server> metrics = new ArrayList<>();
        @Nullable Server started = null;
        boolean done = false;
        try {
            Built built = build(config, member, calls, observers);
            started = built.server.start();
            HttpService pages = built.http.pages();
            for (EtcdServerConfig.Metrics listen : config.listenMetrics()) {
                metrics.add(pages(listen, config.reusePort(), pages, calls).start());
            }
            done = true;
            return new EtcdServer(
                    started, calls, List.copyOf(metrics), looking(built.leaderRequired, member.electionMs()));
        } finally {
            if (!done) {
                metrics.forEach(Server::shutdownNow);
                if (started != null) {
                    started.shutdownNow();
                }
                calls.close();
            }
        }
    }

    private static Server pages(
            EtcdServerConfig.Metrics listen, boolean reusePort, HttpService pages, ExecutorService calls)
            throws IOException {
        EtcdServerConfig.Tls tls = listen.tls();
        return listening(
                        listen.address(),
                        reusePort,
                        new ClientPort(
                                ClientPort.Protocols.HTTP,
                                tls == null ? null : context(tls),
                                pages,
                                calls,
                                OVERHEAD_BYTES,
                                Integer.MAX_VALUE))
                .build();
    }

    private static NettyServerBuilder listening(InetSocketAddress address, boolean reusePort, ClientPort port) {
        return NettyServerBuilder.forAddress(address)
                .withOption(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), reusePort)
                .directExecutor()
                // The port itself ends connections that say nothing; HTTP/1.1 never is ready in gRPC's sense.
                .handshakeTimeout(Long.MAX_VALUE, TimeUnit.MILLISECONDS)
                .protocolNegotiator(port);
    }

    private static ScheduledExecutorService looking(LeaderRequired leaderRequired, long electionMs) {
        ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name("etcd-leader-required").factory());
        var _ = looks.scheduleWithFixedDelay(leaderRequired::look, electionMs, electionMs, TimeUnit.MILLISECONDS);
        return looks;
    }

    /** A server that was not started, what it answers over HTTP, and whom it tells that a leader is missed. */
    private record Built(Server server, HttpService http, LeaderRequired leaderRequired) {}

    private static Built build(EtcdServerConfig config, Member member, ExecutorService calls, CallObservers observers)
            throws IOException {
        CallCounters counters = observers.counters();
        StatusResponse status = member.status();
        ResponseCodec codec = new ResponseCodec(status.clusterId(), status.memberId(), member::raftTerm);
        EtcdServerConfig.Limits limits = config.limits();
        EtcdServerConfig.Tls tls = config.tls();
        Sessions sessions = new Sessions(member, tls != null && tls.clientCertAuth());
        List<ServerServiceDefinition> services = List.of(
                new AuthService(sessions, codec).definition(),
                new KvService(sessions, codec, limits.requestBytesMax(), new PromptCalls(calls)).definition(),
                new WatchService(sessions, codec, limits.requestBytesMax(), calls).definition(),
                new LeaseService(sessions, codec).definition(),
                new ClusterService(sessions, codec, config).definition(),
                new MemberService(sessions, codec).maintenanceDefinition(),
                new ConcurrencyService(sessions, codec).lockDefinition(),
                new ConcurrencyService(sessions, codec).electionDefinition());
        LeaderRequired leaderRequired = new LeaderRequired(member::hasLeader);
        LearnerCalls learners = new LearnerCalls(member::learner);
        EtcdServerConfig.Serving serving = config.serving();
        HttpService http = new HttpService(
                member,
                counters,
                serving.gateway() ? services : List.of(),
                Stream.concat(Stream.of(sessions, learners, counters), observers.others().stream())
                        .toList(),
                serving.access(),
                serving.profiles(),
                tls != null);
        int requestBytesMax = limits.requestBytesMax() + OVERHEAD_BYTES;
        ClientPort port = new ClientPort(
                serving.protocols(),
                tls == null ? null : context(tls),
                http,
                calls,
                2 * requestBytesMax,
                limits.streamsMax());
        NettyServerBuilder builder = listening(config.listenClient(), config.reusePort(), port)
                .maxInboundMessageSize(requestBytesMax)
                .maxConcurrentCallsPerConnection(limits.streamsMax())
                .permitKeepAliveTime(limits.keepAliveMin().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTime(keepAliveMs(limits.keepAliveInterval()), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(keepAliveMs(limits.keepAliveTimeout()), TimeUnit.MILLISECONDS)
                .intercept(sessions)
                .intercept(learners)
                .intercept(counters);
        builder.addStreamTracerFactory(counters.bytes());
        observers.others().forEach(builder::intercept);
        builder.intercept(new CallThreads(calls, KvService.PROMPT))
                .intercept(leaderRequired) // the outermost two: nothing before them waits
                .addService(new HealthStatusManager().getHealthService()) // serves as long as it listens
                .addService(ProtoReflectionServiceV1.newInstance());
        services.forEach(service -> builder.addService(Described.service(service)));
        return new Built(builder.build(), http, leaderRequired);
    }

    /** Zero stands for never. */
    private static long keepAliveMs(Duration duration) {
        return duration.isZero() ? Long.MAX_VALUE : duration.toMillis();
    }

    private static SslContext context(EtcdServerConfig.Tls tls) throws IOException {
        Path authorities = tls.trustedCaFile();
        // As etcd: who names authorities wants their certificates (client/pkg/transport/listener.go, baseConfig).
        return ServerContexts.of(
                tls.certFile(),
                tls.keyFile(),
                authorities == null ? null : new JudgingTrustManager(authorities, tls.allowed(), tls.revoked()),
                authorities == null ? ClientAuth.NONE : ClientAuth.REQUIRE,
                new ServerContexts.Choices(
                        tls.protocols(),
                        tls.cipherSuites(),
                        List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1)));
    }

    /** The port that clients connect to. */
    public int port() {
        return server.getPort();
    }

    /** The addresses listened on for clients. */
    public List<String> addresses() {
        return server.getListenSockets().stream().map(Object::toString).toList();
    }

    /** The ports of health, version and metrics alone. */
    public List<Integer> metricsPorts() {
        return metrics.stream().map(Server::getPort).toList();
    }

    /** Stops listening, gives running calls a moment, and waits for their threads. */
    @Override
    public void close() {
        looks.shutdownNow();
        metrics.forEach(Server::shutdownNow);
        server.shutdown();
        boolean interrupted = false;
        try {
            if (!server.awaitTermination(GRACE_MS, TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
                server.awaitTermination();
            }
        } catch (InterruptedException e) {
            interrupted = true;
            server.shutdownNow();
        }
        calls.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
