package dev.carafe.etcd.remote;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusOr;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives gRPC a list of endpoints, so that its own balancer spreads calls and goes round members that are down. The list
 * stands in the target's path: {@code etcd-endpoints:///10.0.0.1:2379,10.0.0.2:2379}.
 */
final class EndpointResolver extends NameResolverProvider {
    private static final String SCHEME = "etcd-endpoints";

    static {
        NameResolverRegistry.getDefaultRegistry().register(new EndpointResolver());
    }

    /** The target of a channel to these endpoints. */
    static String target(List<URI> endpoints) {
        return SCHEME + ":///"
                + endpoints.stream()
                        .map(endpoint -> endpoint.getHost() + ":" + endpoint.getPort())
                        .collect(Collectors.joining(","));
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        return 5;
    }

    @Override
    public String getDefaultScheme() {
        return SCHEME;
    }

    @Override
    public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
        if (!SCHEME.equals(target.getScheme())) {
            return null;
        }
        return new Fixed(Stream.of(target.getPath().substring(1).split(",", -1))
                .map(endpoint -> URI.create("//" + endpoint))
                .toList());
    }

    private static final class Fixed extends NameResolver {
        private final List<URI> endpoints;
        private @Nullable Listener2 listener;

        Fixed(List<URI> endpoints) {
            this.endpoints = endpoints;
        }

        @Override
        public String getServiceAuthority() {
            URI first = endpoints.getFirst();
            return first.getHost() + ":" + first.getPort();
        }

        @Override
        public void start(Listener2 to) {
            listener = to;
            refresh();
        }

        /** Looks the names up again; a failed connection asks for it. */
        @Override
        public void refresh() {
            Listener2 to = listener;
            if (to != null) {
                List<EquivalentAddressGroup> addresses =
                        endpoints.stream().map(Fixed::address).toList();
                to.onResult(ResolutionResult.newBuilder()
                        .setAddressesOrError(StatusOr.fromValue(addresses))
                        .build());
            }
        }

        /** Each with its own name, which its certificate must be for. */
        private static EquivalentAddressGroup address(URI endpoint) {
            return new EquivalentAddressGroup(
                    new InetSocketAddress(endpoint.getHost(), endpoint.getPort()),
                    Attributes.newBuilder()
                            .set(
                                    EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE,
                                    endpoint.getHost() + ":" + endpoint.getPort())
                            .build());
        }

        @Override
        public void shutdown() {
            listener = null;
        }
    }
}
