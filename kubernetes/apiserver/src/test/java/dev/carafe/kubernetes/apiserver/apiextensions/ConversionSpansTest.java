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
import dev.carafe.kubernetes.apiserver.span.testing.RecordedSpans;
import dev.carafe.kubernetes.apiserver.webhook.Webhooks;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of the time that a webhook takes to convert. */
final class ConversionSpansTest {
    @TempDir
    Path folder;

    private final RecordedSpans spans = new RecordedSpans();
    private ConvertingServer hook;

    @BeforeEach
    void start() throws Exception {
        hook = ConvertingServer.start(folder);
        hook.convert(object -> object);
    }

    @AfterEach
    void stop() {
        hook.close();
    }

    private static Struct tree(String json) throws Exception {
        return Json.decodeStruct(json.replace('\'', '"').getBytes(UTF_8));
    }

    private VersionConverter converter(Spans told) throws Exception {
        return ConversionWebhook.of(
                new CustomResourceDefinition(
                        tree("{'metadata':{'name':'things.ex.io'},'spec':{'names':{'kind':'Thing'},'conversion':"
                                + "{'strategy':'Webhook','webhook':{'conversionReviewVersions':['v1'],'clientConfig':"
                                + "{'url':'" + hook.url() + "','caBundle':'" + hook.caBundle() + "'}}}}}")),
                new Webhooks((_, _, _) -> URI.create("https://nobody"), told, ConversionMetrics.untold()),
                () -> "question-1");
    }

    private static Struct thing(String name) throws Exception {
        return tree("{'apiVersion':'ex.io/v1','kind':'Thing','metadata':{'name':'" + name + "','uid':'u'}}");
    }

    @Test
    void aCallIsToldWithWhatItIsAboutAndTheWebhookIsToldOfIt() throws Exception {
        converter(spans).convertAll(List.of(thing("a"), thing("b")), "ex.io/v2");
        assertThat(spans.told())
                .containsExactly(
                        "Call conversion webhook {custom-resource-definition=things.ex.io, desired-api-version=ex.io/v2,"
                                + " object-count=2, UID=question-1}",
                        "Request completed",
                        "end of Call conversion webhook");
        assertThat(hook.traces()).containsExactly(RecordedSpans.TRACEPARENT);
    }

    @Test
    void aCallThatFailsEndsToo() throws Exception {
        hook.answer(_ -> Struct.EMPTY);
        assertThatExceptionOfType(StatusError.class)
                .isThrownBy(() -> converter(spans).convert(thing("a"), "ex.io/v2"));
        assertThat(spans.told()).endsWith("Request completed", "end of Call conversion webhook");
    }

    @Test
    void nothingIsToldWhereNobodyListens() throws Exception {
        converter(Spans.NONE).convert(thing("a"), "ex.io/v2");
        assertThat(hook.traces()).containsExactly("");
    }
}
