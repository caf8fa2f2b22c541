package dev.carafe.etcd.peer;

import dev.carafe.etcd.tls.JudgingTrustManager;
import dev.carafe.etcd.tls.ServerContexts;
import dev.carafe.pki.PemFiles;
import dev.carafe.pki.UnverifiedTrustManager;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Connections to other members, and the certificates of both ends. Safe for any thread. */
final class PeerChannels {
    /** A message is at most a batch of entries and one entry more, which is smaller than a segment of the log. */
    static final int MESSAGE_BYTES_MAX = 64 << 20;

    /** What may be on its way unread, so that a batch of entries need not wait for the reader. */
    static final int WINDOW_BYTES = 8 << 20;

    private static final int CAUSES_MAX = 16;

    /** Characters of a reason: it may hold what a stranger sent. */
    private static final int REASON_MAX = 200;

    private final @Nullable SslContext ssl;

    PeerChannels(PeerConfig.@Nullable Tls tls) throws IOException {
        this.ssl = tls == null ? null : client(tls);
    }

    /**
     * A channel to an address, which connects when it is used.
     *
     * @throws IllegalArgumentException when it is no such address
     */
    ManagedChannel open(String url) {
        URI address = URI.create(url);
        if (address.getHost() == null || address.getPort() < 0) {
            throw new IllegalArgumentException("no address of a member: " + url);
        }
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(address.getHost(), address.getPort())
                .directExecutor()
                .flowControlWindow(WINDOW_BYTES)
                .maxInboundMessageSize(MESSAGE_BYTES_MAX);
        if (!"https".equals(address.getScheme())) {
            return builder.negotiationType(NegotiationType.PLAINTEXT).build();
        }
        if (ssl == null) {
            throw new IllegalArgumentException("https needs a certificate of this member: " + url);
        }
        return builder.sslContext(ssl).build();
    }

    private static SslContext client(PeerConfig.Tls tls) throws IOException {
        SslContextBuilder ssl = GrpcSslContexts.forClient().protocols("TLSv1.3", "TLSv1.2");
        PeerConfig.Pair shown = tls.shown();
        ssl.keyManager(PemFiles.privateKey(shown.keyFile()), PemFiles.certificates(shown.certFile()));
        Path authorities = tls.trustedCaFile();
        if (tls.selfSigned()) {
            // As etcd does: hidden from listeners, open to who stands between. gRPC would check the name besides.
            ssl.trustManager(new UnverifiedTrustManager()).endpointIdentificationAlgorithm(null);
        } else if (authorities != null) {
            ssl.trustManager(new JudgingTrustManager(authorities, tls.allowed(), tls.revoked()));
        }
        return ssl.build();
    }

    static SslContext server(PeerConfig.Tls tls) throws IOException {
        Path authorities = tls.trustedCaFile();
        return ServerContexts.of(
                tls.certFile(),
                tls.keyFile(),
                authorities == null ? null : new JudgingTrustManager(authorities, tls.allowed(), tls.revoked()),
                authorities != null && tls.demandsCertificate() ? ClientAuth.REQUIRE : ClientAuth.NONE,
                new ServerContexts.Choices(
                        List.of("TLSv1.3", "TLSv1.2"), List.of(), List.of(ApplicationProtocolNames.HTTP_2)));
    }

    /** The reason at the bottom of a failure, in one line. */
    static String why(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; depth < CAUSES_MAX && cause.getCause() != null; depth++) {
            cause = cause.getCause();
        }
        String text = cause.getMessage();
        if (text == null) {
            return cause.getClass().getSimpleName();
        }
        return text.length() > REASON_MAX ? text.substring(0, REASON_MAX) + "..." : text;
    }

    /** What a call ended with, in one line. */
    static String why(Status status) {
        Throwable cause = status.getCause();
        return status.getCode() + ": " + (cause == null ? status.getDescription() : why(cause));
    }
}
