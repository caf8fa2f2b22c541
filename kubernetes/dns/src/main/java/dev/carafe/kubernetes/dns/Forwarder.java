package dev.carafe.kubernetes.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * Asks other servers: by UDP from a port of its own for each question, by TCP where the answer does not
 * fit. A server that did not answer is asked last for a while. Blocks its caller; thread-safe.
 */
final class Forwarder {
    private static final System.Logger LOG = System.getLogger(Forwarder.class.getName());
    private static final int IN_FLIGHT_MAX = 1_000;
    private static final int ATTEMPTS_MAX = 3;
    private static final int TIMEOUT_MS = 2_000;
    private static final long SHUN_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int PAYLOAD_BYTES = 1232;

    private final List<InetSocketAddress> servers;
    private final LongSupplier nanoTime;
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT_MAX);
    private final Map<InetSocketAddress, Long> failedAt = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();

    Forwarder(List<InetSocketAddress> servers, LongSupplier nanoTime) {
        this.servers = List.copyOf(servers);
        this.nanoTime = nanoTime;
    }

    /** The answer of the first server that has one; SERVFAIL when none had, REFUSED when too much is asked at once. */
    Message ask(Record question, boolean dnssec) {
        if (!inFlight.tryAcquire()) {
            return failure(question, Rcode.REFUSED);
        }
        try {
            for (InetSocketAddress server : inOrder()) {
                try {
                    Message answer = ask(server, question, dnssec);
                    failedAt.remove(server);
                    return answer;
                } catch (IOException e) {
                    failedAt.put(server, nanoTime.getAsLong());
                    LOG.log(Level.DEBUG, "[ERROR] plugin/errors: 2 {0}: {1}", question.getName(), e.getMessage());
                }
            }
            return failure(question, Rcode.SERVFAIL);
        } finally {
            inFlight.release();
        }
    }

    private List<InetSocketAddress> inOrder() {
        List<InetSocketAddress> good = new ArrayList<>();
        List<InetSocketAddress> shunned = new ArrayList<>();
        long now = nanoTime.getAsLong();
        for (InetSocketAddress server : servers) {
            Long failed = failedAt.get(server);
            (failed == null || now - failed > SHUN_NANOS ? good : shunned).add(server);
        }
        good.addAll(shunned);
        return good.subList(0, Math.min(good.size(), ATTEMPTS_MAX));
    }

    private Message ask(InetSocketAddress server, Record question, boolean dnssec) throws IOException {
        Message query = new Message(random.nextInt(1 << 16));
        query.getHeader().setFlag(Flags.RD);
        query.addRecord(question, Section.QUESTION);
        query.addRecord(new OPTRecord(PAYLOAD_BYTES, 0, 0, dnssec ? ExtendedFlags.DO : 0), Section.ADDITIONAL);
        byte[] wire = query.toWire();
        Message answer = byUdp(server, wire, query);
        return answer.getHeader().getFlag(Flags.TC) ? byTcp(server, wire, query) : answer;
    }

    private Message byUdp(InetSocketAddress server, byte[] wire, Message query) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(server); // answers from elsewhere are not even received
            socket.send(new DatagramPacket(wire, wire.length));
            long deadline = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MS);
            DatagramPacket packet = new DatagramPacket(new byte[PAYLOAD_BYTES], PAYLOAD_BYTES);
            while (true) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - nanoTime.getAsLong());
                socket.setSoTimeout((int) Math.max(1, left));
                packet.setLength(PAYLOAD_BYTES);
                socket.receive(packet);
                byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
                try {
                    return checked(new Message(bytes), query);
                } catch (IOException e) {
                    if (nanoTime.getAsLong() >= deadline) {
                        throw e;
                    }
                    LOG.log(Level.DEBUG, "not an answer: {0}", e.getMessage()); // forged or late: wait on
                }
            }
        }
    }

    private static Message byTcp(InetSocketAddress server, byte[] wire, Message query) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server, TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.write(TcpFrame.of(wire));
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] bytes = new byte[in.readUnsignedShort()];
            in.readFully(bytes);
            return checked(new Message(bytes), query);
        }
    }

    private static Message checked(Message answer, Message query) throws IOException {
        Record asked = query.getQuestion();
        Record answered = answer.getQuestion();
        Header header = answer.getHeader();
        if (!header.getFlag(Flags.QR)
                || header.getID() != query.getHeader().getID()
                || asked == null
                || !asked.equals(answered)) {
            throw new IOException("an answer to another question");
        }
        return answer;
    }

    private static Message failure(Record question, int rcode) {
        Message message = new Message();
        message.getHeader().setFlag(Flags.QR);
        message.getHeader().setRcode(rcode);
        message.addRecord(question, Section.QUESTION);
        return message;
    }
}
