package dev.carafe.etcd.remote;

import dev.carafe.pki.KeyManagers;
import dev.carafe.pki.PemFiles;
import dev.carafe.pki.UnverifiedTrustManager;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import org.jspecify.annotations.Nullable;

/** Opens gRPC channels to etcd's endpoints. */
final class Channels {
    private static final long KEEP_ALIVE_S = 30;
    private static final long KEEP_ALIVE_TIMEOUT_S = 10;

    private Channels() {}

    static ManagedChannel open(RemoteStoreConfig config) throws IOException {
        NettyChannelBuilder builder = NettyChannelBuilder.forTarget(EndpointResolver.target(config.endpoints()))
                .defaultLoadBalancingPolicy("round_robin")
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .keepAliveTime(KEEP_ALIVE_S, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEP_ALIVE_TIMEOUT_S, TimeUnit.SECONDS);
        if (!config.secure()) {
            return builder.negotiationType(NegotiationType.PLAINTEXT).build();
        }
        SslContextBuilder ssl = GrpcSslContexts.forClient().protocols("TLSv1.3", "TLSv1.2");
        RemoteStoreConfig.@Nullable Tls tls = config.tls();
        if (tls != null) {
            Path authorities = tls.caFile();
            if (tls.unverified()) {
                // gRPC would check the name besides.
                ssl.trustManager(new UnverifiedTrustManager()).endpointIdentificationAlgorithm(null);
            } else if (authorities != null) {
                ssl.trustManager(PemFiles.certificates(authorities));
            }
            Path certificate = tls.certFile();
            Path key = tls.keyFile();
            if (certificate != null && key != null) {
                ssl.keyManager(shown(key, certificate));
            }
        }
        return builder.sslContext(ssl.build()).build();
    }

    private static KeyManager shown(Path key, Path certificate) throws IOException {
        try {
            return KeyManagers.showing(PemFiles.privateKey(key), PemFiles.certificates(certificate));
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use " + certificate + " with " + key, e);
        }
    }
}
