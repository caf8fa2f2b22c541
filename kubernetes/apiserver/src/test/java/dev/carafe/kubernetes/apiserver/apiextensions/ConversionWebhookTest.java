package dev.carafe.kubernetes.apiserver.apiextensions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinition;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.metrics.ConversionMetrics;
import dev.carafe.kubernetes.apiserver.span.Spans;
import dev.carafe.kubernetes.apiserver.webhook.ServiceAddresses;
import dev.carafe.kubernetes.apiserver.webhook.WebhookException;
import dev.carafe.kubernetes.apiserver.webhook.Webhooks;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConversionWebhookTest {
    private static final ServiceAddresses NO_SERVICES = (_, name, _) -> {
        throw new WebhookException("service \"" + name + "\" not found");
    };

    @TempDir
    static Path folder;

    private static ConvertingServer hook;

    @BeforeAll
    static void start() throws Exception {
        hook = ConvertingServer.start(folder);
    }

    @AfterAll
    static void stop() {
        hook.close();
    }

    private static Struct tree(String json) throws Exception {
        return Json.decodeStruct(json.replace('\'', '"').getBytes(UTF_8));
    }

    private static VersionConverter converter(String clientConfig, ServiceAddresses services) throws Exception {
        return converter("v1", clientConfig, services);
    }

    private static VersionConverter converter(String review, String clientConfig, ServiceAddresses services)
            throws Exception {
        return ConversionWebhook.of(
                new CustomResourceDefinition(
                        tree("{'spec':{'names':{'kind':'Thing'},'conversion':{'strategy':'Webhook',"
                                + "'webhook':{'conversionReviewVersions':['v1alpha1','" + review + "'],'clientConfig':"
                                + clientConfig
                                + "}}}}")),
                new Webhooks(services, Spans.NONE, ConversionMetrics.untold()),
                () -> "question-1");
    }

    private static VersionConverter byUrl() throws Exception {
        return byUrl("v1");
    }

    private static VersionConverter byUrl(String review) throws Exception {
        return converter(review, "{'url':'" + hook.url() + "','caBundle':'" + hook.caBundle() + "'}", NO_SERVICES);
    }

    private static Struct thing() throws Exception {
        return tree("{'apiVersion':'ex.io/v1','kind':'Thing','metadata':{'name':'a','namespace':'n','uid':'u',"
                + "'labels':{'l':'1'},'resourceVersion':'7'},'spec':{'size':1}}");
    }

    private static Struct part(Struct object, String name) {
        return Objects.requireNonNull(object.struct(name));
    }

    private static void fails(String message) {
        assertThatExceptionOfType(StatusError.class)
                .isThrownBy(() -> byUrl().convert(thing(), "ex.io/v2"))
                .withMessageContaining("conversion webhook for ex.io/v1, Kind=Thing " + message);
    }

    @Test
    void anObjectIsWhatTheWebhookMakesOfIt() throws Exception {
        hook.convert(object -> object.without("spec").with("spec", Struct.of("big", false)));
        assertThat(byUrl().convert(thing(), "ex.io/v2"))
                .isEqualTo(
                        thing().with("apiVersion", "ex.io/v2").without("spec").with("spec", Struct.of("big", false)));
    }

    @Test
    void ofMetadataOnlyLabelsAndAnnotationsChange() throws Exception {
        hook.convert(object -> object.with(
                "metadata",
                part(object, "metadata")
                        .with("labels", Struct.of("l", "2"))
                        .with("annotations", Struct.of("a", "b"))
                        .with("resourceVersion", "8")
                        .with("finalizers", List.of("x"))));
        Struct metadata = byUrl().convert(thing(), "ex.io/v2").struct("metadata");
        assertThat(metadata)
                .isEqualTo(part(thing(), "metadata")
                        .with("labels", Struct.of("l", "2"))
                        .with("annotations", Struct.of("a", "b")));
    }

    @Test
    void aServiceIsAskedByItsAddressAndKnownByItsName() throws Exception {
        hook.convert(object -> object);
        ServiceAddresses services = (namespace, name, port) -> {
            assertThat(namespace + "/" + name + ":" + port).isEqualTo("default/hook:443");
            return hook.address();
        };
        String config = "{'service':{'namespace':'default','name':'hook','path':'/convert'},'caBundle':'"
                + hook.caBundle() + "'}";
        assertThat(converter(config, services).convert(thing(), "ex.io/v2").string("apiVersion"))
                .isEqualTo("ex.io/v2");
        ServiceAddresses any = (_, _, _) -> hook.address();
        String other = config.replace("'name':'hook'", "'name':'other'");
        assertThatExceptionOfType(StatusError.class)
                .isThrownBy(() -> converter(other, any).convert(thing(), "ex.io/v2"))
                .withMessageContaining("https://other.default.svc:443/convert?timeout=30s")
                .withMessageContaining("not valid for other.default.svc");
        assertThatExceptionOfType(StatusError.class)
                .isThrownBy(() -> converter(other, NO_SERVICES).convert(thing(), "ex.io/v2"))
                .withMessageContaining("failed: service \"other\" not found");
    }

    @Test
    void aServerThatNobodyVouchesForIsNotAsked() throws Exception {
        assertThatExceptionOfType(StatusError.class)
                .isThrownBy(() ->
                        converter("{'url':'" + hook.url() + "'}", NO_SERVICES).convert(thing(), "ex.io/v2"))
                .withMessageContaining("failed: Post");
    }

    private static void failsForMany(String message) {
        assertThatExceptionOfType(StatusError.class)
                .isThrownBy(() -> byUrl().convertAll(List.of(thing(), thing()), "ex.io/v2"))
                .withMessageContaining("conversion webhook for ex.io/v1, Kind=ThingList " + message);
    }

    /** Answers as it should, but for the second object. */
    private static void convertSecond(UnaryOperator<Struct> change) {
        AtomicInteger number = new AtomicInteger();
        hook.convert(object -> number.getAndIncrement() == 1 ? change.apply(object) : object);
    }

    @Test
    void manyObjectsAreOneQuestion() throws Exception {
        hook.convert(object -> object.with("spec", part(object, "metadata")));
        hook.asked();
        Struct other = thing().with("metadata", part(thing(), "metadata").with("name", "b"));
        assertThat(byUrl().convertAll(List.of(thing(), other), "ex.io/v2"))
                .extracting(object -> object.find(List.of("spec", "name")))
                .containsExactly("a", "b");
        assertThat(hook.asked()).containsExactly(2);
    }

    @Test
    void oneWrongObjectSpoilsAll() {
        hook.answer(request -> Struct.builder()
                .put("uid", "question-1")
                .put("result", Struct.of("status", "Success"))
                .put("convertedObjects", List.of(Struct.EMPTY))
                .build());
        failsForMany("returned 1 objects, expected 2");
        convertSecond(object -> object.with("apiVersion", "ex.io/v3"));
        failsForMany("returned invalid converted object at index 1: invalid groupVersion"
                + " (expected ex.io/v2, received ex.io/v3)");
        convertSecond(object -> object.with("metadata", part(object, "metadata").with("name", "b")));
        failsForMany("returned invalid converted object at index 1: must have the same name: a != b");
        convertSecond(object -> object.without("metadata"));
        failsForMany("returned invalid metadata in object at index 1: missing metadata in converted object");
    }

    @Test
    void answersOfV1beta1NeedNotSayWhatTheyAre() throws Exception {
        hook.answerWith(question -> Struct.of(
                "response",
                Struct.of("result", Struct.of("status", "Success"), "convertedObjects", List.of(converted(question)))));
        assertThat(byUrl("v1beta1").convert(thing(), "ex.io/v2").string("apiVersion"))
                .isEqualTo("ex.io/v2");
        fails("failed: expected webhook response of apiextensions.k8s.io/v1, Kind=ConversionReview, got");
        hook.answer(request -> Struct.of("result", Struct.of("status", "Failure", "message", "no")));
        assertThatExceptionOfType(StatusError.class)
                .isThrownBy(() -> byUrl("v1beta1").convert(thing(), "ex.io/v2"))
                .withMessageContaining("failed: no");
    }

    private static Struct converted(Struct review) {
        List<?> objects =
                (List<?>) Objects.requireNonNull(part(review, "request").get("objects"));
        return ((Struct) objects.getFirst()).with("apiVersion", "ex.io/v2");
    }

    @Test
    void wrongAnswersAreRefused() {
        hook.answer(request -> Struct.of("uid", "another"));
        fails("failed: expected response.uid=\"question-1\", got \"another\"");
        hook.answer(
                request -> Struct.of("uid", "question-1", "result", Struct.of("status", "Failure", "message", "no")));
        fails("failed: no");
        hook.answer(request -> Struct.of("uid", "question-1", "result", Struct.of("status", "Success")));
        fails("returned 0 objects, expected 1");
        hook.convert(object -> object.with("apiVersion", "ex.io/v3"));
        fails("returned invalid object at index 0: invalid groupVersion (expected ex.io/v2, received ex.io/v3)");
        hook.convert(object -> object.with("kind", "Thong"));
        fails("returned invalid object at index 0: invalid kind (expected Thing, received Thong)");
        hook.convert(object -> object.with("metadata", part(object, "metadata").with("name", "b")));
        fails("returned invalid object: must have the same name: a != b");
        hook.convert(object -> object.without("metadata"));
        fails("returned invalid metadata: missing metadata in converted object");
    }
}
