package dev.carafe.cli.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.cli.command.CommandException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import picocli.CommandLine;

/** With a DNS server of the test's own. */
@Timeout(60)
class SrvDiscoveryTest {
    private static final String SSL = "_etcd-server-ssl._tcp.example.com.";
    private static final String PLAIN = "_etcd-server._tcp.example.com.";

    private final DatagramSocket socket =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final Map<String, List<Record>> zone = new ConcurrentHashMap<>();
    private final Thread server = Thread.ofVirtual().start(this::serve);

    SrvDiscoveryTest() throws IOException {}

    @AfterEach
    void stop() throws InterruptedException {
        socket.close();
        server.join();
    }

    private void serve() {
        byte[] buffer = new byte[4096];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                Message question = new Message(Arrays.copyOf(buffer, packet.getLength()));
                byte[] answer = answer(question).toWire();
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                assertThat(socket.isClosed()).isTrue();
            }
        }
    }

    private Message answer(Message question) {
        Message answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(question.getQuestion(), Section.QUESTION);
        List<Record> found = zone.get(question.getQuestion().getName().toString());
        if (found == null) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        } else {
            found.forEach(each -> answer.addRecord(each, Section.ANSWER));
        }
        return answer;
    }

    private void publish(String service, int... ports) throws IOException {
        List<Record> records = new ArrayList<>();
        for (int port : ports) {
            records.add(
                    new SRVRecord(Name.fromString(service), DClass.IN, 60, 0, 0, port, Name.fromString("localhost.")));
        }
        zone.put(service, records);
    }

    private SrvRecords records() {
        return new SrvRecords(
                new SimpleResolver(new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort())));
    }

    private PeerOptions options(String... arguments) {
        EtcdCommand command = new EtcdCommand();
        CommandLine line = new CommandLine(command);
        line.setDefaultValueProvider(_ -> null); // no variables
        var _ = line.parseArgs(arguments);
        command.peers.dns = this::records;
        return command.peers;
    }

    @Test
    void theMemberAtItsOwnAddressIsItselfAndOthersAreNumbered() throws IOException {
        publish(SSL, 2380, 2480);
        publish(PLAIN, 2580);
        PeerOptions options =
                options("--discovery-srv", "example.com", "--initial-advertise-peer-urls", "https://127.0.0.1:2480");
        assertThat(options.discovers()).isTrue();
        assertThat(options.members("m1"))
                .containsEntry("m1", List.of("https://localhost:2480"))
                .hasSize(3);
        assertThat(options.members("m1").values())
                .containsExactlyInAnyOrder(
                        List.of("https://localhost:2380"),
                        List.of("https://localhost:2480"),
                        List.of("http://localhost:2580"));
    }

    @Test
    void aServicesNameMayEndWithSomething() throws IOException {
        publish("_etcd-server-blue._tcp.example.com.", 2380);
        assertThat(new SrvDiscovery("example.com", "blue").members("m1", List.of("http://localhost:2380"), records()))
                .containsExactly(Map.entry("m1", List.of("http://localhost:2380")));
    }

    @Test
    void noRecordsAreRefused() {
        assertThatThrownBy(() ->
                        new SrvDiscovery("example.com", "").members("m1", List.of("http://localhost:2380"), records()))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("error querying DNS SRV records for _etcd-server-ssl: ")
                .hasMessageContaining("error querying DNS SRV records for _etcd-server: ")
                .hasMessageContaining("--initial-cluster");
    }

    @Test
    void recordsOfOthersAloneAreRefused() throws IOException {
        publish(PLAIN, 2380);
        assertThatThrownBy(() ->
                        new SrvDiscovery("example.com", "").members("m1", List.of("http://localhost:2480"), records()))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("cannot find local etcd member \"m1\" in SRV records");
        assertThatThrownBy(() ->
                        new SrvDiscovery("example.com", "").members("m1", List.of("https://localhost:2380"), records()))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("scheme mismatch");
    }

    @Test
    void membersAreNamedInOnePlace() {
        PeerOptions both = options("--discovery-srv", "example.com", "--initial-cluster", "m1=http://localhost:1");
        assertThatThrownBy(() -> both.check("m1"))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("multiple discovery or bootstrap flags are set");
    }
}
