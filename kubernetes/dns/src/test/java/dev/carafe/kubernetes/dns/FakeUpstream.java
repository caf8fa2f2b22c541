package dev.carafe.kubernetes.dns;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Another name server: every name has the same address. It sends a forged answer before each true one. */
final class FakeUpstream implements AutoCloseable {
    private final DatagramSocket socket;
    private final AtomicInteger asked = new AtomicInteger();

    private FakeUpstream(DatagramSocket socket) {
        this.socket = socket;
    }

    static FakeUpstream start() throws IOException {
        FakeUpstream started = new FakeUpstream(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().start(started::run);
        return started;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }

    int asked() {
        return asked.get();
    }

    private void run() {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        while (!socket.isClosed()) {
            try {
                socket.receive(packet);
                Message query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                asked.incrementAndGet();
                send(answer(query, query.getHeader().getID() ^ 1, "192.0.2.66"), packet);
                send(answer(query, query.getHeader().getID(), "192.0.2.1"), packet);
            } catch (IOException _) {
                // closed
            }
        }
    }

    private void send(Message answer, DatagramPacket to) throws IOException {
        byte[] wire = answer.toWire();
        socket.send(new DatagramPacket(wire, wire.length, to.getSocketAddress()));
    }

    private static Message answer(Message query, int id, String address) {
        Record question = Objects.requireNonNull(query.getQuestion());
        Message answer = new Message(id);
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(question, Section.QUESTION);
        answer.addRecord(
                new ARecord(question.getName(), DClass.IN, 60, InetAddress.ofLiteral(address)), Section.ANSWER);
        return answer;
    }

    @Override
    public void close() {
        socket.close();
    }
}
