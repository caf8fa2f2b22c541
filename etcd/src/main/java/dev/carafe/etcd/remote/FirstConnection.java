package dev.carafe.etcd.remote;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;

/**
 * Has calls wait, up to their deadlines, for a store that was not met yet: it may start at the same time as who asks it, and what
 * fails meanwhile is done again only a second later. Once the store was met, a call fails at once where it is away. Thread-safe.
 */
final class FirstConnection implements ClientInterceptor {
    private volatile boolean met;

    /** Follows a channel until its first connection. */
    void follow(ManagedChannel channel) {
        ConnectivityState state = channel.getState(false);
        switch (state) {
            case READY -> met = true;
            case SHUTDOWN -> {} // there will be no connection
            default -> channel.notifyWhenStateChanged(state, () -> follow(channel));
        }
    }

    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
        return next.newCall(method, met ? options : options.withWaitForReady());
    }
}
