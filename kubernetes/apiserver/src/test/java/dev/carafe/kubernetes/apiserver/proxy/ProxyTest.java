package dev.carafe.kubernetes.apiserver.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.carafe.http.Query;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.registry.testing.InMemoryObjects;
import dev.carafe.kubernetes.apiserver.registry.testing.Trees;
import dev.carafe.kubernetes.apiserver.rest.ConnectRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProxyTest {
    private static final String PODS = "/api/v1/namespaces/default/pods/";
    private static final String SERVICES = "/api/v1/namespaces/default/services/";

    private final Backends backends = new Backends();
    private final InMemoryObjects objects = new InMemoryObjects();
    private HttpServer pod;

    @BeforeEach
    void start() throws IOException {
        pod = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pod.createContext("/", exchange -> {
            String seen = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("X-Mine") + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            exchange.getResponseHeaders().set("X-Pod", "here");
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            byte[] answer = seen.getBytes(UTF_8);
            exchange.sendResponseHeaders(202, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        pod.start();
    }

    @AfterEach
    void stop() {
        pod.stop(0);
        backends.close();
    }

    private static ConnectRequest request(String resource, String name) {
        return new ConnectRequest(UserInfo.ANONYMOUS, resource, "default", name, "", Query.NONE);
    }

    private Backend backend() {
        return new Backend(
                "http", "127.0.0.1", Integer.toString(pod.getAddress().getPort()));
    }

    @Test
    void aRequestIsSentOnAsItCameAndItsAnswerCopied() throws IOException {
        FakeExchange exchange = new FakeExchange("POST", PODS + "p/proxy/a%20b/?x=1&y", "the body")
                .with("x-mine", "yes")
                .with("authorization", "Bearer secret")
                .with("connection", "close");
        backends.send(backend(), request("pods/proxy", "p"), exchange);
        assertThat(exchange.status()).isEqualTo(202);
        assertThat(exchange.replyText()).isEqualTo("POST /a%20b/?x=1&y yes null the body");
        assertThat(exchange.answered("X-Pod")).isEqualTo("here");
        assertThat(exchange.answered("Location")).isEqualTo(PODS + "p/proxy/elsewhere");
    }

    @Test
    void aReadOfTheProxyItselfIsSentToItsSlash() throws IOException {
        FakeExchange exchange = new FakeExchange("GET", PODS + "p/proxy?x=1", "");
        backends.send(backend(), request("pods/proxy", "p"), exchange);
        assertThat(exchange.status()).isEqualTo(301);
        assertThat(exchange.answered("Location")).isEqualTo(PODS + "p/proxy/?x=1");
    }

    @Test
    void nobodyListening() {
        int free = pod.getAddress().getPort();
        pod.stop(0);
        assertThatThrownBy(() -> backends.send(
                        new Backend("http", "127.0.0.1", Integer.toString(free)),
                        request("pods/proxy", "p"),
                        new FakeExchange("GET", PODS + "p/proxy/", "")))
                .isInstanceOf(StatusError.class)
                .hasMessage(
                        "error trying to reach service: dial tcp 127.0.0.1:" + free + ": connect: connection refused");
    }

    private void refused(String name, String why) {
        PodProxy proxy = new PodProxy(objects, backends);
        assertThatThrownBy(() -> proxy.connect(
                        request("pods/proxy", name), new FakeExchange("GET", PODS + name + "/proxy/", "")))
                .isInstanceOf(StatusError.class)
                .hasMessage(why);
    }

    @Test
    void podsThatCannotBeReached() {
        refused("absent", "pods \"absent\" not found");
        refused("a:b:c:d", "invalid pod request \"a:b:c:d\"");
        refused("ftp:p:80", "invalid pod request \"ftp:p:80\"");
        objects.put("", "pods", Trees.of("{'metadata':{'name':'p','namespace':'default'}}"));
        refused("p", "address not allowed");
        objects.put(
                "", "pods", Trees.of("{'metadata':{'name':'p','namespace':'default'},'status':{'podIP':'127.0.0.1'}}"));
        refused("p:80", "address not allowed");
        objects.put(
                "", "pods", Trees.of("{'metadata':{'name':'p','namespace':'default'},'status':{'podIP':'192.0.2.9'}}"));
        refused("p:99999", "error trying to reach service: dial tcp: address 99999: invalid port");
    }

    private void refusedService(String name, String why) {
        ServiceProxy proxy = new ServiceProxy(objects, backends, new Random(1));
        assertThatThrownBy(() -> proxy.connect(
                        request("services/proxy", name), new FakeExchange("GET", SERVICES + name + "/proxy/", "")))
                .isInstanceOf(StatusError.class)
                .hasMessage(why);
    }

    @Test
    void servicesThatCannotBeReached() {
        refusedService("absent", "no endpoints available for service \"absent\"");
        refusedService("absent:80", "services \"absent\" not found");
        objects.put(
                "",
                "services",
                Trees.of(
                        "{'metadata':{'name':'s','namespace':'default'},'spec':{'ports':[{'name':'web','port':80}]}}"));
        refusedService("s:81", "no service port 81 found for service \"s\"");
        objects.put(
                "",
                "endpoints",
                Trees.of("{'metadata':{'name':'s','namespace':'default'},'subsets':[{'addresses':[{'ip':'127.0.0.1'}],"
                        + "'ports':[{'name':'web','port':80}]}]}"));
        refusedService("s:80", "no endpoints available for service \"s\"");
    }
}
