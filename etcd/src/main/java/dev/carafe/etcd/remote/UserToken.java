package dev.carafe.etcd.remote;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.proto.RpcAuth;
import dev.carafe.etcd.rpc.AuthMethods;
import dev.carafe.etcd.rpc.ValueCodec;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands for a user in every call: fetches a token by name and password before the first one, and another after a server has forgotten it
 * (etcd {@code client/v3/client.go}, {@code getToken}). Safe for any thread.
 */
final class UserToken implements ClientInterceptor {
    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

    private final Channel channel;
    private final RemoteStoreConfig.Login login;
    private final Duration timeout;
    private volatile @Nullable String token;

    /** @param channel asked for tokens */
    UserToken(Channel channel, RemoteStoreConfig.Login login, Duration timeout) {
        this.channel = channel;
        this.login = login;
        this.timeout = timeout;
    }

    /** Lets the next call fetch another token when the failure says that this one counts no more. */
    boolean renews(EtcdException failure) {
        if (!failure.is(EtcdError.INVALID_AUTH_TOKEN)) {
            return false;
        }
        token = null;
        return true;
    }

    private String token() {
        String known = token;
        if (known != null) {
            return known;
        }
        try {
            String fetched = ClientCalls.blockingUnaryCall(
                            channel,
                            AuthMethods.AUTHENTICATE,
                            CallOptions.DEFAULT.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS),
                            RpcAuth.AuthenticateRequest.newBuilder()
                                    .setName(login.user())
                                    .setPassword(login.password())
                                    .build())
                    .getToken();
            token = fetched;
            return fetched;
        } catch (StatusRuntimeException e) {
            EtcdException failure = ValueCodec.decode(e);
            if (failure.is(EtcdError.AUTH_NOT_ENABLED)) {
                return ""; // everybody may do everything there
            }
            throw failure;
        }
    }

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        String value = token();
        return new ForwardingClientCall.SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<R> listener, Metadata headers) {
                if (!value.isEmpty()) {
                    headers.put(TOKEN, value);
                }
                super.start(listener, headers);
            }
        };
    }
}
