package dev.carafe.kubernetes.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Namespace;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.discovery.v1.DiscoveryV1;
import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.informer.InformerFactory;
import dev.carafe.kubernetes.client.testing.FakeApi;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

@Timeout(30)
class ClusterDnsTest {
    private final FakeApi api = new FakeApi();
    private @Nullable ClusterDns dns;

    @BeforeEach
    void start() throws Exception {
        api.given(CoreV1.NAMESPACES, new Namespace(json("{'metadata':{'name':'ns'}}")));
        service(
                "web",
                "'clusterIP':'10.96.0.7','clusterIPs':['10.96.0.7','fd00::7'],"
                        + "'ports':[{'name':'http','port':80,'protocol':'TCP'},{'name':'dns','port':53,'protocol':'UDP'}]");
        service("db", "'clusterIP':'None','ports':[{'name':'sql','port':5432}]");
        service("none", "'clusterIP':'None'");
        service("ext", "'type':'ExternalName','externalName':'web.ns.svc.cluster.local'");
        service("far", "'type':'ExternalName','externalName':'example.org'");
        slice(
                "db-1",
                "db",
                "{'addresses':['10.1.0.1'],'hostname':'db-0','conditions':{'ready':true}},"
                        + "{'addresses':['10.1.0.2']},{'addresses':['10.1.0.3'],'conditions':{'ready':false}}",
                "{'name':'sql','port':5432,'protocol':'TCP'}");
        service("early", "'clusterIP':'None','publishNotReadyAddresses':true,'ports':[{'name':'p','port':1}]");
        slice("early-1", "early", "{'addresses':['10.1.2.1'],'conditions':{'ready':false}}", "{'name':'p','port':1}");
        api.given(
                DiscoveryV1.ENDPOINTSLICES,
                new EndpointSlice(
                        json(
                                "{'metadata':{'namespace':'ns','name':'early-6','labels':"
                                        + "{'kubernetes.io/service-name':'early'}},'addressType':'IPv6','endpoints':"
                                        + "[{'addresses':['fd00::2:1'],'conditions':{'ready':false}}],'ports':[{'name':'p','port':1}]}")));
        slice(
                "web-1",
                "web",
                "{'addresses':['10.1.1.1'],'conditions':{'ready':true}}",
                "{'name':'http','port':8080,'protocol':'TCP'}");
        String many = IntStream.range(0, 200)
                .mapToObj(i -> "{'addresses':['10.2.0." + i + "']}")
                .collect(Collectors.joining(","));
        service("many", "'clusterIP':'None'");
        slice("many-1", "many", many, "{'name':'p','port':1,'protocol':'TCP'}");
        dns = ClusterDns.start(
                new DnsConfig(
                        List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                        "cluster.local",
                        30,
                        Path.of("/nonexistent/resolv.conf")),
                api.client());
        assertThat(dns().awaitReady(Duration.ofSeconds(20))).isTrue();
    }

    @AfterEach
    void stop() {
        dns().close();
    }

    /** Answers' data, sorted and joined; an empty answer is {@code NODATA} with an SOA beside it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "web.ns.svc | A | 10.96.0.7",
                "WEB.Ns.sVc | A | 10.96.0.7",
                "web.ns.svc | AAAA | fd00:0:0:0:0:0:0:7",
                "web.ns.svc | TXT | NODATA",
                "web.ns.svc | SRV | 0 50 53 web.ns.svc.cluster.local.; 0 50 80 web.ns.svc.cluster.local.",
                "_http._tcp.web.ns.svc | SRV | 0 100 80 web.ns.svc.cluster.local.",
                "_http._udp.web.ns.svc | SRV | NXDOMAIN",
                "http.tcp.web.ns.svc | SRV | NXDOMAIN",
                "10-1-1-1.web.ns.svc | A | 10.1.1.1",
                "gone.ns.svc | A | NXDOMAIN",
                "web.gone.svc | A | NXDOMAIN",
                "ns.svc | A | NODATA",
                "gone.svc | A | NXDOMAIN",
                "svc | A | NODATA",
                "x.y.z.web.ns.svc | A | NXDOMAIN",
                "web.ns.svc.ns.svc | A | NXDOMAIN",
                "db.ns.svc | A | 10.1.0.1; 10.1.0.2",
                "db.ns.svc | AAAA | NODATA",
                "db-0.db.ns.svc | A | 10.1.0.1",
                "10-1-0-2.db.ns.svc | A | 10.1.0.2",
                "10-1-0-3.db.ns.svc | A | NXDOMAIN",
                "_sql._tcp.db.ns.svc | SRV | 0 50 5432 10-1-0-2.db.ns.svc.cluster.local.; "
                        + "0 50 5432 db-0.db.ns.svc.cluster.local.",
                "none.ns.svc | A | NXDOMAIN",
                "early.ns.svc | A | 10.1.2.1",
                "early.ns.svc | AAAA | fd00:0:0:0:0:0:2:1",
                "fd00--2-1.early.ns.svc | AAAA | fd00:0:0:0:0:0:2:1",
                "ext.ns.svc | CNAME | web.ns.svc.cluster.local.",
                "ext.ns.svc | A | 10.96.0.7; web.ns.svc.cluster.local.",
                "far.ns.svc | A | example.org.",
                "10-1-0-9.ns.pod | A | 10.1.0.9",
                "fd00--9.ns.pod | AAAA | fd00:0:0:0:0:0:0:9",
                "10-1-0-9.gone.pod | A | NXDOMAIN",
                "hello.ns.pod | A | NXDOMAIN",
                "dns-version | TXT | 1.1.0",
                "nothing | A | NXDOMAIN"
            })
    void answersByTheSpecification(String name, String type, String expected) throws Exception {
        assertThat(answerTo(name + ".cluster.local.", type)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7.0.96.10.in-addr.arpa. | PTR | web.ns.svc.cluster.local.",
                "7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa. | PTR | web.ns.svc.cluster.local.",
                "1.0.1.10.in-addr.arpa. | PTR | db-0.db.ns.svc.cluster.local.",
                "2.0.1.10.in-addr.arpa. | PTR | 10-1-0-2.db.ns.svc.cluster.local.",
                "3.0.1.10.in-addr.arpa. | PTR | SERVFAIL",
                "9.3.1.10.in-addr.arpa. | PTR | SERVFAIL",
                "example.org. | A | SERVFAIL",
                "cluster.local. | NS | ns.dns.cluster.local."
            })
    void answersOutsideTheServices(String name, String type, String expected) throws Exception {
        assertThat(answerTo(name, type)).isEqualTo(expected);
    }

    @Test
    void followsTheCluster() throws Exception {
        service("late", "'clusterIP':'10.96.0.99','ports':[{'port':1}]");
        await(() -> answerTo("late.ns.svc.cluster.local.", "A").equals("10.96.0.99"));
        api.client().of(CoreV1.SERVICES).delete("ns", "late");
        await(() -> answerTo("late.ns.svc.cluster.local.", "A").equals("NXDOMAIN"));
    }

    @Test
    void whatDoesNotFitIsShortenedAndWholeByTcp() throws Exception {
        Message query = query("many.ns.svc.cluster.local.", "A");
        byte[] short512 = udp(query.toWire());
        Message truncated = new Message(short512);
        assertThat(short512).hasSizeLessThanOrEqualTo(512);
        assertThat(truncated.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(truncated.getSection(Section.ANSWER)).hasSizeGreaterThan(20);
        query.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);
        Message large = new Message(udp(query.toWire()));
        assertThat(large.getHeader().getFlag(Flags.TC)).isFalse();
        assertThat(large.getSection(Section.ANSWER)).hasSize(200);
        assertThat(large.getOPT()).isNotNull();
        assertThat(tcp(query("many.ns.svc.cluster.local.", "A")).getSection(Section.ANSWER))
                .hasSize(200);
    }

    @Test
    void refusesWhatIsNotAQueryForAName() throws Exception {
        Message chaos = new Message(1);
        chaos.addRecord(Record.newRecord(Name.fromString("version.bind."), Type.TXT, DClass.CH), Section.QUESTION);
        assertThat(new Message(udp(chaos.toWire())).getHeader().getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(new Message(udp(new Message(2).toWire())).getHeader().getRcode())
                .isEqualTo(Rcode.FORMERR);
        Message update = query("web.ns.svc.cluster.local.", "A");
        update.getHeader().setOpcode(5);
        assertThat(new Message(udp(update.toWire())).getHeader().getRcode()).isEqualTo(Rcode.NOTIMP);
        Message future = query("web.ns.svc.cluster.local.", "A");
        future.addRecord(new OPTRecord(1232, 0, 1), Section.ADDITIONAL);
        assertThat(new Message(udp(future.toWire())).getRcode()).isEqualTo(Rcode.BADVERS);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void survivesDamagedPackets(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        InetSocketAddress server = dns().addresses().getFirst();
        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 2_000; i++) {
                byte[] packet =
                        query("_http._tcp.web.ns.svc.cluster.local.", "SRV").toWire();
                for (int flips = random.nextInt(1, 6); flips > 0; flips--) {
                    packet[random.nextInt(packet.length)] = (byte) random.nextInt(256);
                }
                packet = Arrays.copyOf(packet, random.nextInt(packet.length + 1));
                socket.send(new DatagramPacket(packet, packet.length, server));
            }
        }
        assertThat(answerTo("web.ns.svc.cluster.local.", "A"))
                .as("seed %d", seed)
                .isEqualTo("10.96.0.7");
    }

    @Test
    void forwardsAndRemembers() throws Exception {
        try (FakeUpstream upstream = FakeUpstream.start()) {
            Resolver resolver = new Resolver(
                    new Zone(
                            ClusterObjects.of(new InformerFactory(api.client(), Clock.system())),
                            "cluster.local",
                            30,
                            1),
                    () -> true,
                    new Forwarder(
                            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), upstream.address()),
                            System::nanoTime),
                    new AnswerCache(System::nanoTime));
            Message query = query("example.org.", "A");
            assertThat(resolver.local(query)).isEmpty();
            Message answer = resolver.answer(query);
            assertThat(answer.getSection(Section.ANSWER))
                    .singleElement()
                    .satisfies(record -> assertThat(record.rdataToString()).isEqualTo("192.0.2.1"));
            assertThat(answer.getHeader().getID()).isEqualTo(query.getHeader().getID());
            assertThat(resolver.local(query)).as("from the cache").isPresent();
            assertThat(upstream.asked()).isEqualTo(1);
        }
    }

    @Test
    void knowsNothingOfTheClusterBeforeItWasRead() throws Exception {
        Resolver resolver = new Resolver(
                new Zone(ClusterObjects.of(new InformerFactory(api.client(), Clock.system())), "cluster.local", 30, 1),
                () -> false,
                new Forwarder(List.of(), System::nanoTime),
                new AnswerCache(System::nanoTime));
        assertThat(resolver.answer(query("web.ns.svc.cluster.local.", "A"))
                        .getHeader()
                        .getRcode())
                .as("a name that may be there is not denied")
                .isEqualTo(Rcode.SERVFAIL);
    }

    @Test
    void publishesTheServiceByWhichItIsReached() throws Exception {
        DnsService.publish(api.client(), "10.96.0.10", InetAddress.ofLiteral("192.0.2.5"), 10053);
        DnsService.publish(api.client(), "10.96.0.10", InetAddress.ofLiteral("192.0.2.6"), 10053);
        Service service = api.client().of(CoreV1.SERVICES).get("kube-system", "kube-dns");
        assertThat(service.spec().clusterIP()).isEqualTo("10.96.0.10");
        assertThat(service.spec().ports()).hasSize(2);
        EndpointSlice slice =
                api.client().of(DiscoveryV1.ENDPOINTSLICES).list("kube-system").getFirst();
        assertThat(slice.endpoints())
                .singleElement()
                .satisfies(endpoint -> assertThat(endpoint.addresses()).containsExactly("192.0.2.6"));
        assertThat(slice.metadata().labels()).containsEntry("kubernetes.io/service-name", "kube-dns");
        await(() -> answerTo("ns.dns.cluster.local.", "A").equals("10.96.0.10"));
    }

    private String answerTo(String name, String type) throws IOException {
        Message query = query(name, type);
        Message answer = new Message(udp(query.toWire()));
        assertThat(answer.getHeader().getID()).isEqualTo(query.getHeader().getID());
        assertThat(answer.getQuestion()).isEqualTo(query.getQuestion());
        int rcode = answer.getHeader().getRcode();
        List<String> found = new ArrayList<>();
        answer.getSection(Section.ANSWER).forEach(record -> found.add(record.rdataToString()));
        if (!found.isEmpty()) {
            return found.stream().sorted().collect(Collectors.joining("; "));
        }
        if (rcode == Rcode.SERVFAIL) {
            return "SERVFAIL";
        }
        assertThat(answer.getSection(Section.AUTHORITY))
                .singleElement()
                .satisfies(record -> assertThat(record.getType()).isEqualTo(Type.SOA));
        return rcode == Rcode.NOERROR ? "NODATA" : Rcode.string(rcode);
    }

    private ClusterDns dns() {
        return Objects.requireNonNull(dns);
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws IOException {
        while (!condition.holds()) { // the tests have a time limit
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static Message query(String name, String type) throws TextParseException {
        return Message.newQuery(Record.newRecord(Name.fromString(name), Type.value(type), DClass.IN));
    }

    /** Asks again as resolvers do: a full receive buffer loses packets. */
    private byte[] udp(byte[] query) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(500);
            DatagramPacket answer = new DatagramPacket(new byte[65_535], 65_535);
            while (true) { // the tests have a time limit
                socket.send(new DatagramPacket(
                        query, query.length, dns().addresses().getFirst()));
                try {
                    socket.receive(answer);
                    return Arrays.copyOf(answer.getData(), answer.getLength());
                } catch (SocketTimeoutException _) {
                    answer.setLength(65_535);
                }
            }
        }
    }

    private Message tcp(Message query) throws IOException {
        InetSocketAddress server = dns().addresses().getFirst();
        try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
            byte[] wire = query.toWire();
            socket.getOutputStream().write(TcpFrame.of(wire));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answer = new byte[in.readUnsignedShort()];
            in.readFully(answer);
            return new Message(answer);
        }
    }

    private void service(String name, String spec) {
        api.given(
                CoreV1.SERVICES,
                new Service(json("{'metadata':{'namespace':'ns','name':'" + name + "'},'spec':{" + spec + "}}")));
    }

    private void slice(String name, String service, String endpoints, String ports) {
        api.given(
                DiscoveryV1.ENDPOINTSLICES,
                new EndpointSlice(json("{'metadata':{'namespace':'ns','name':'" + name
                        + "','labels':{'kubernetes.io/service-name':'" + service
                        + "'}},'addressType':'IPv4','endpoints':["
                        + endpoints + "],'ports':[" + ports + "]}")));
    }

    private static Struct json(String text) {
        try {
            return Json.decodeStruct(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
