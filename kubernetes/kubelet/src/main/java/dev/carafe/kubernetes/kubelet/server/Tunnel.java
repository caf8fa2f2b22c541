package dev.carafe.kubernetes.kubelet.server;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;

/**
 * Carries a SPDY connection inside a WebSocket's binary messages ({@code SPDY/3.1+portforward.k8s.io}).
 * Who forwards ports and the runtime speak SPDY with each other; between them the bytes are only handed on.
 */
final class Tunnel implements BinarySocket.Receiver {
    private static final System.Logger LOG = System.getLogger(Tunnel.class.getName());

    private final UpgradedSocket runtime;
    private final BinarySocket socket = new BinarySocket(this);

    Tunnel(UpgradedSocket runtime) {
        this.runtime = runtime;
    }

    BinarySocket socket() {
        return socket;
    }

    @Override
    public void opened() {
        Thread.ofVirtual().name("port-forward").start(() -> {
            try {
                socket.sendAll(runtime.input());
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "tunnel ended: {0}", e.toString());
            } finally {
                socket.close();
            }
        });
    }

    @Override
    public void received(ByteBuffer piece, boolean first) throws IOException {
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        runtime.output().write(bytes);
    }

    @Override
    public void closed() {
        try {
            runtime.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing: {0}", e.toString());
        }
    }
}
