package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.pki.UnverifiedTrustManager;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server answers to requests that no client should make: a fault in vSphere's words, and it serves on. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class VSphereBadInputContract {
    private static final String VIM = " xmlns=\"urn:vim25\">";

    private final HttpClient client =
            HttpClient.newBuilder().sslContext(UnverifiedTrustManager.context()).build();

    /** Starts it; called once. */
    abstract void start() throws IOException;

    /** Where its SOAP API is. */
    abstract String url();

    /** Fails when it ended by itself. */
    abstract void requireRunning();

    /** Ends it, where it was started. */
    abstract void end();

    /** Its session manager's name. */
    abstract String sessionManager();

    /** The name of a folder that it has. */
    abstract String someFolder();

    @BeforeAll
    void startAll() throws IOException {
        start();
    }

    @AfterAll
    void endAll() {
        client.close();
        end();
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
                post(envelope("<PowerOnVM_Task" + VIM + "<_this type=\"Folder\">" + someFolder()
                        + "</_this></PowerOnVM_Task>")),
                "MethodNotFound",
                "PowerOnVM_Task");
    }

    @Test
    void anArgumentThatIsMissingIsNamed() throws Exception {
        assertFault(
                post(envelope("<Login" + VIM + "<_this type=\"SessionManager\">" + sessionManager()
                        + "</_this><userName>root</userName></Login>")),
                "InvalidRequest",
                "password");
        assertFault(post(envelope("<Login" + VIM + "</Login>")), "InvalidRequest", "_this");
    }

    @Test
    void anArgumentOfAnotherTypeIsNamed() throws Exception {
        assertFault(
                post(envelope("<CreateContainerView" + VIM + "<_this type=\"ViewManager\">ViewManager</_this>"
                        + "<container type=\"Folder\">" + someFolder() + "</container><recursive>perhaps</recursive>"
                        + "</CreateContainerView>")),
                "InvalidRequest",
                "recursive");
    }

    @Test
    void nothingIsToldOrDoneWithoutASession() throws Exception {
        assertFault(
                post(envelope("<CreateFolder" + VIM + "<_this type=\"Folder\">" + someFolder()
                        + "</_this><name>x</name>" + "</CreateFolder>")),
                "NotAuthenticated",
                "not authenticated");
        assertFault(
                post(envelope("<RetrieveProperties" + VIM
                        + "<_this type=\"PropertyCollector\">nope</_this></RetrieveProperties>")),
                "NotAuthenticated",
                "not authenticated");
    }

    @Test
    void pathsThatLeadNowhereAreNotFound() throws Exception {
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/sdk").statusCode()).isEqualTo(405);
        assertThat(get("/sdk/vimServiceVersions.xml").body()).contains("urn:vim25", "8.0.3.0");
    }

    void assertFault(HttpResponse<String> answer, String type, String reason) throws IOException, InterruptedException {
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .contains("<soapenv:Fault>", "xsi:type=\"" + type + "\"")
                .contains(reason)
                .doesNotContain("java.", "root:x:");
        assertServes();
    }

    void assertServes() throws IOException, InterruptedException {
        requireRunning();
        assertThat(post(envelope("<RetrieveServiceContent" + VIM
                                + "<_this type=\"ServiceInstance\">ServiceInstance</_this></RetrieveServiceContent>"))
                        .statusCode())
                .isEqualTo(200);
    }

    private static String envelope(String call) {
        return "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>"
                + call + "</s:Body></s:Envelope>";
    }

    HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return send(request("/sdk")
                .header("Content-Type", "text/xml; charset=utf-8")
                .header("SOAPAction", "urn:vim25/8.0.3.0")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url()).resolve(path)).timeout(Duration.ofSeconds(60));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
