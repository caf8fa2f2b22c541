package dev.carafe.etcd.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** gRPC's own health checks, which probes of upstream's etcd use. */
class GrpcHealthTest {
    @TempDir
    private Path directory;

    @Test
    void theServerServesAndOtherServicesAreUnknown() throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (EmbeddedStore store = EmbeddedStore.open(StoreConfig.of(directory));
                EtcdServer server = EtcdServer.start(EtcdServerConfig.plain(any), store.member())) {
            ManagedChannel channel = NettyChannelBuilder.forAddress(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()))
                    .usePlaintext()
                    .build();
            try {
                HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);
                assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
                        .isEqualTo(ServingStatus.SERVING);
                assertThatThrownBy(() -> health.check(HealthCheckRequest.newBuilder()
                                .setService("nobody")
                                .build()))
                        .hasMessageStartingWith("NOT_FOUND: unknown service");
            } finally {
                channel.shutdownNow();
            }
        }
    }
}
