package dev.carafe.cli.etcd;

import dev.carafe.etcd.peer.PeerConfig;
import dev.carafe.etcd.server.EtcdServerConfig;
import picocli.CommandLine.Option;

/** What is special about the sockets that it listens with, for clients and for members. */
final class SocketOptions {
    @Option(
            names = "--socket-reuse-port",
            arity = "0..1",
            fallbackValue = "true",
            description =
                    "Let other processes of the same user listen at the same addresses if they are started with it too;"
                            + " the system deals out connections among them.")
    boolean reusePort;

    EtcdServerConfig with(EtcdServerConfig config) {
        return config.withReusePort(reusePort);
    }

    PeerConfig with(PeerConfig config) {
        return config.withReusePort(reusePort);
    }
}
