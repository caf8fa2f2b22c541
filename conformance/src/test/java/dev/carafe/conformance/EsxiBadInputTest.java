package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a host agent answers to requests that no client should make: a fault in vSphere's words, and it serves on. */
@Timeout(120)
class EsxiBadInputTest {
    private static final String VIM = " xmlns=\"urn:vim25\">";

    @TempDir
    private static Path folder;

    private static Esxi esxi;
    private static HttpClient client;

    @BeforeAll
    static void startHost() throws GeneralSecurityException {
        esxi = Esxi.start(folder, "--without-network");
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, new SecureRandom());
        client = HttpClient.newBuilder().sslContext(context).build();
    }

    @AfterAll
    static void endHost() {
        if (client != null) {
            client.close();
        }
        if (esxi != null) {
            esxi.close();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hello | The message cannot be read",
                "<a><b></a> | No SOAP 1.1 envelope",
                "<!DOCTYPE a [<!ENTITY e 'eeeeeeeeee'><!ENTITY f '&e;&e;&e;&e;&e;&e;'>]><a>&f;</a> | A document type",
                "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a> | A document type"
            })
    void whatIsNoSoapMessageIsAnInvalidRequest(String body, String reason) throws Exception {
        assertFault(post(body), "InvalidRequest", reason);
    }

    @Test
    void elementsWithinElementsAreBounded() throws Exception {
        assertFault(post(envelope("<a>".repeat(5_000) + "</a>".repeat(5_000))), "InvalidRequest", "Depth");
    }

    @Test
    void aMessageWithoutEndIsBounded() throws Exception {
        try {
            HttpResponse<String> answer =
                    post(envelope("<Login" + VIM + "<userName>" + "a".repeat(80 << 20) + "</userName></Login>"));
            assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
        } catch (IOException _) {
            // it hung up in the middle, which is as good
        }
        assertServes();
    }

    @Test
    void aMethodThatIsNotKnownIsNamed() throws Exception {
        HttpResponse<String> answer = post(
                envelope("<Frobnicate" + VIM + "<_this type=\"ServiceInstance\">ServiceInstance</_this></Frobnicate>"));
        assertFault(answer, "MethodNotFound", "Frobnicate");
        assertThat(answer.body()).contains("<method>Frobnicate</method>");
    }

    @Test
    void aMethodOfAnotherTypeIsNotKnown() throws Exception {
        assertFault(
                post(envelope(
                        "<PowerOnVM_Task" + VIM + "<_this type=\"Folder\">ha-folder-vm</_this></PowerOnVM_Task>")),
                "MethodNotFound",
                "PowerOnVM_Task");
    }

    @Test
    void anArgumentThatIsMissingIsNamed() throws Exception {
        assertFault(
                post(envelope("<Login" + VIM
                        + "<_this type=\"SessionManager\">ha-sessionmgr</_this><userName>root</userName></Login>")),
                "InvalidRequest",
                "password");
        assertFault(post(envelope("<Login" + VIM + "</Login>")), "InvalidRequest", "_this");
    }

    @Test
    void nothingIsToldOrDoneWithoutASession() throws Exception {
        assertFault(
                post(envelope("<CreateFolder" + VIM + "<_this type=\"Folder\">ha-folder-vm</_this><name>x</name>"
                        + "</CreateFolder>")),
                "NotAuthenticated",
                "not authenticated");
        assertFault(
                post(envelope("<RetrieveProperties" + VIM
                        + "<_this type=\"PropertyCollector\">nope</_this></RetrieveProperties>")),
                "NotAuthenticated",
                "not authenticated");
        assertThat(get("/folder?dcPath=ha-datacenter&dsName=datastore1").statusCode())
                .isEqualTo(401);
    }

    @Test
    void pathsThatLeadNowhereAreNotFound() throws Exception {
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/sdk").statusCode()).isEqualTo(405);
        assertThat(get("/sdk/vimServiceVersions.xml").body()).contains("urn:vim25", "8.0.3.0");
    }

    private static void assertFault(HttpResponse<String> answer, String type, String reason)
            throws IOException, InterruptedException {
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .contains("<soapenv:Fault>", "xsi:type=\"" + type + "\"")
                .contains(reason)
                .doesNotContain("java.", "root:x:");
        assertServes();
    }

    private static void assertServes() throws IOException, InterruptedException {
        esxi.requireRunning();
        assertThat(post(envelope("<RetrieveServiceContent" + VIM
                                + "<_this type=\"ServiceInstance\">ServiceInstance</_this></RetrieveServiceContent>"))
                        .statusCode())
                .isEqualTo(200);
    }

    private static String envelope(String call) {
        return "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>"
                + call + "</s:Body></s:Envelope>";
    }

    private static HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return send(request("/sdk")
                .header("Content-Type", "text/xml; charset=utf-8")
                .header("SOAPAction", "urn:vim25/8.0.3.0")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(esxi.url()).resolve(path)).timeout(Duration.ofSeconds(60));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Takes the certificate that the host made for itself, under whatever name it is reached. */
    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
