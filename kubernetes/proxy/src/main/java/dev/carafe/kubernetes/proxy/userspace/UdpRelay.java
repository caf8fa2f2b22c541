package dev.carafe.kubernetes.proxy.userspace;

import dev.carafe.kubernetes.proxy.service.Endpoint;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Carries UDP packets from one listening address to a service's endpoints, and the answers back. */
final class UdpRelay implements Relay {
    private static final System.Logger LOG = System.getLogger(UdpRelay.class.getName());
    private static final int PACKET_MAX_BYTES = 65_535;
    private static final int CLIENTS_MAX = 8_192;

    /** How long a client that says nothing, and hears nothing, keeps its endpoint. */
    private static final int IDLE_MS = 30_000;

    private final DatagramSocket listener;
    private final RoundRobin balancer;
    private final ConcurrentHashMap<InetSocketAddress, DatagramSocket> sessions = new ConcurrentHashMap<>();

    private UdpRelay(DatagramSocket listener, RoundRobin balancer) {
        this.listener = listener;
        this.balancer = balancer;
    }

    static UdpRelay open(InetSocketAddress address, RoundRobin balancer) throws SocketException {
        UdpRelay relay = new UdpRelay(new DatagramSocket(address), balancer);
        Thread.ofVirtual().name("udp relay " + address).start(relay::receive);
        return relay;
    }

    @Override
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    private void receive() {
        byte[] buffer = new byte[PACKET_MAX_BYTES];
        while (!listener.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                listener.receive(packet);
                DatagramSocket session = session((InetSocketAddress) packet.getSocketAddress());
                if (session != null) {
                    session.send(new DatagramPacket(buffer, packet.getLength(), session.getRemoteSocketAddress()));
                }
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    LOG.log(System.Logger.Level.DEBUG, "a packet to " + address() + " was lost", e);
                }
            }
        }
    }

    private @Nullable DatagramSocket session(InetSocketAddress client) throws SocketException {
        DatagramSocket known = sessions.get(client);
        if (known != null && !known.isClosed()) {
            return known;
        }
        String clientAddress = client.getAddress().getHostAddress();
        List<Endpoint> order = balancer.choose(clientAddress);
        if (order.isEmpty() || sessions.size() >= CLIENTS_MAX) {
            return null; // as with any full queue, UDP drops
        }
        DatagramSocket session = new DatagramSocket();
        session.connect(new InetSocketAddress(
                order.getFirst().address(), order.getFirst().port()));
        session.setSoTimeout(IDLE_MS);
        balancer.visited(clientAddress, order.getFirst());
        sessions.put(client, session);
        Thread.ofVirtual().name("udp answers to " + client).start(() -> answer(client, session));
        return session;
    }

    private void answer(InetSocketAddress client, DatagramSocket session) {
        byte[] buffer = new byte[PACKET_MAX_BYTES];
        try (session) {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                session.receive(packet);
                listener.send(
                        new DatagramPacket(Arrays.copyOf(buffer, packet.getLength()), packet.getLength(), client));
            }
        } catch (SocketTimeoutException _) {
            LOG.log(System.Logger.Level.TRACE, "a client fell silent");
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "an endpoint is gone", e);
        } finally {
            sessions.remove(client, session);
        }
    }

    @Override
    public void close() {
        listener.close();
        sessions.values().forEach(DatagramSocket::close);
    }
}
