package dev.carafe.kubernetes.dns;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.xbill.DNS.Message;

/**
 * Answers by datagrams. One thread receives and sends what the cluster knows itself; a question that other
 * servers must be asked goes to a virtual thread, so that it holds up nobody.
 */
final class UdpListener implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(UdpListener.class.getName());
    private static final int RECEIVE_BYTES = 4096;
    private static final int WAITING_MAX = 2_000;

    private final DatagramChannel channel;
    private final Resolver resolver;
    private final Semaphore waiting = new Semaphore(WAITING_MAX);
    private final Thread thread;

    private UdpListener(DatagramChannel channel, Resolver resolver) {
        this.channel = channel;
        this.resolver = resolver;
        this.thread = Thread.ofPlatform().name("dns-udp").daemon().unstarted(this::run);
    }

    static UdpListener start(InetSocketAddress address, Resolver resolver) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.bind(address);
        } catch (IOException e) {
            channel.close();
            throw new IOException("listen udp " + address + ": " + e.getMessage(), e);
        }
        UdpListener listener = new UdpListener(channel, resolver);
        listener.thread.start();
        return listener;
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    private void run() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(RECEIVE_BYTES);
        while (channel.isOpen()) {
            try {
                buffer.clear();
                SocketAddress from = channel.receive(buffer);
                buffer.flip();
                if (from != null) {
                    receive(buffer, from);
                }
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "receiving: {0}", e.toString()); // an ICMP error of an earlier answer
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "a query could not be answered", e);
            }
        }
    }

    private void receive(ByteBuffer bytes, SocketAddress from) {
        switch (Wire.read(bytes)) {
            case Wire.Received.Ignored() -> {}
            case Wire.Received.Malformed(Message answer) -> send(answer, Wire.DATAGRAM_BYTES, from);
            case Wire.Received.Query(Message query) -> {
                int limit = Wire.datagramLimit(query);
                Optional<Message> local = resolver.local(query);
                if (local.isPresent()) {
                    send(local.get(), limit, from);
                } else if (waiting.tryAcquire()) {
                    Thread.ofVirtual().name("dns-forward").start(() -> {
                        try {
                            send(resolver.answer(query), limit, from);
                        } catch (RuntimeException e) {
                            LOG.log(Level.ERROR, "a query could not be answered", e);
                        } finally {
                            waiting.release();
                        }
                    });
                }
            }
        }
    }

    private void send(Message answer, int limit, SocketAddress to) {
        try {
            channel.send(ByteBuffer.wrap(Wire.write(answer, limit)), to);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "sending: {0}", e.toString());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
