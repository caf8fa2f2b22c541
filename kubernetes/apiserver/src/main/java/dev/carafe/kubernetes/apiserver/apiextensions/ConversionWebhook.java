package dev.carafe.kubernetes.apiserver.apiextensions;

import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinition;
import dev.carafe.kubernetes.api.apiextensions.v1.ServiceReference;
import dev.carafe.kubernetes.api.apiextensions.v1.WebhookClientConfig;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.metrics.ConversionMetrics;
import dev.carafe.kubernetes.apiserver.span.Span;
import dev.carafe.kubernetes.apiserver.span.Spans;
import dev.carafe.kubernetes.apiserver.webhook.WebhookClient;
import dev.carafe.kubernetes.apiserver.webhook.WebhookConfig;
import dev.carafe.kubernetes.apiserver.webhook.WebhookException;
import dev.carafe.kubernetes.apiserver.webhook.Webhooks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Converts objects by asking the webhook that their definition names (apiextensions-apiserver/pkg/apiserver/conversion,
 * webhook_converter.go). Of an object's metadata a webhook may change labels and annotations only. Thread-safe.
 */
final class ConversionWebhook implements VersionConverter {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int PORT = 443;

    /** A version of reviews whose answers need not say what they are, nor to which question. */
    private static final String LENIENT = "v1beta1";

    /** Versions of reviews that this server speaks. */
    private static final List<String> REVIEWS = List.of("v1", LENIENT);

    private static final String REVIEW_GROUP = "apiextensions.k8s.io/";

    private static final List<String> CHANGEABLE = List.of("labels", "annotations");
    private static final List<String> SAME = List.of("name", "namespace", "uid");

    /** What spans call the definition. */
    private final String definition;

    private final WebhookClient client;
    private final Spans spans;
    private final ConversionMetrics metrics;
    private final String review;
    private final Supplier<String> uids;

    private ConversionWebhook(
            String definition, WebhookClient client, Webhooks webhooks, String review, Supplier<String> uids) {
        this.definition = definition;
        this.client = client;
        this.spans = webhooks.spans();
        this.metrics = webhooks.conversions();
        this.review = review;
        this.uids = uids;
    }

    /**
     * The webhook of a definition.
     *
     * @param uids makes the names of questions, each another
     */
    static VersionConverter of(CustomResourceDefinition definition, Webhooks webhooks, Supplier<String> uids) {
        String kind = definition.spec().names().kind();
        var webhook = definition.spec().conversion().webhook();
        Optional<String> review = webhook.conversionReviewVersions().stream()
                .filter(REVIEWS::contains)
                .findFirst();
        if (review.isEmpty()) {
            return failing(kind, "no supported conversion review versions");
        }
        try {
            return new ConversionWebhook(
                    definition.name(),
                    new WebhookClient(config(webhook.clientConfig()), webhooks, TIMEOUT),
                    webhooks,
                    REVIEW_GROUP + review.get(),
                    uids);
        } catch (WebhookException e) {
            return failing(kind, e.getMessage());
        }
    }

    private static VersionConverter failing(String kind, String reason) {
        return (object, _) -> {
            throw failed(String.valueOf(object.string("apiVersion")), kind, " failed: " + reason);
        };
    }

    private static WebhookConfig config(WebhookClientConfig config) throws WebhookException {
        String cas = new String(config.caBundle(), StandardCharsets.UTF_8);
        if (!config.hasService()) {
            return WebhookConfig.ofUrl(config.url(), cas);
        }
        ServiceReference service = config.service();
        return WebhookConfig.ofService(
                service.namespace(),
                service.name(),
                service.hasPort() ? Math.toIntExact(service.port()) : PORT,
                service.path(),
                cas);
    }

    private static StatusError failed(String apiVersion, String kind, String what) {
        return StatusError.internal("conversion webhook for " + apiVersion + ", Kind=" + kind + what);
    }

    @Override
    public Struct convert(Struct object, String apiVersion) {
        return convert(List.of(object), apiVersion, false).getFirst();
    }

    /** Asks once for all: upstream's webhooks are made to be asked so, and each question costs a round trip. */
    @Override
    public List<Struct> convertAll(List<Struct> objects, String apiVersion) {
        return convert(objects, apiVersion, true);
    }

    @Override
    public boolean prefersMany() {
        return true;
    }

    /**
     * Asks for objects.
     *
     * @param list whether they are those of a list, of which errors tell
     */
    private List<Struct> convert(List<Struct> objects, String apiVersion, boolean list) {
        long start = System.nanoTime();
        boolean succeeded = false;
        try {
            List<Struct> converted = asked(objects, apiVersion, list);
            succeeded = true;
            return converted;
        } finally {
            metrics.converted(
                    definition,
                    version(String.valueOf(objects.getFirst().string("apiVersion"))),
                    version(apiVersion),
                    succeeded,
                    System.nanoTime() - start);
        }
    }

    private static String version(String apiVersion) {
        return apiVersion.substring(apiVersion.indexOf('/') + 1);
    }

    private List<Struct> asked(List<Struct> objects, String apiVersion, boolean list) {
        String from = String.valueOf(objects.getFirst().string("apiVersion"));
        String kind = objects.getFirst().string("kind") + (list ? "List" : "");
        String uid = uids.get();
        Struct question = Struct.builder()
                .put("kind", "ConversionReview")
                .put("apiVersion", review)
                .put(
                        "request",
                        Struct.builder()
                                .put("uid", uid)
                                .put("desiredAPIVersion", apiVersion)
                                .put("objects", objects)
                                .build())
                .build();
        List<?> converted;
        long start = System.nanoTime();
        String failure = "conversion_webhook_call_failure";
        try (Span span = spans.start("Call conversion webhook")
                .with("custom-resource-definition", definition)
                .with("desired-api-version", apiVersion)
                .with("object-count", objects.size())
                .with("UID", uid)) {
            Struct answer = client.ask(question);
            span.event("Request completed");
            failure = "conversion_webhook_malformed_response_failure";
            converted = objects(answer, review, uid);
            failure = converted.size() == objects.size() ? "" : "conversion_webhook_partial_response_failure";
        } catch (WebhookException e) {
            throw failed(from, kind, " failed: " + e.getMessage());
        } finally {
            metrics.asked(failure, System.nanoTime() - start);
        }
        if (converted.size() != objects.size()) {
            throw failed(from, kind, " returned " + converted.size() + " objects, expected " + objects.size());
        }
        List<Struct> results = new ArrayList<>();
        for (int i = 0; i < objects.size(); i++) {
            try {
                results.add(checked(objects.get(i), converted.get(i), apiVersion));
            } catch (Invalid e) {
                throw failed(from, kind, " returned invalid " + e.place(list, i) + ": " + e.getMessage());
            }
        }
        return results;
    }

    /** An object of an answer that is not what was asked for. */
    private static final class Invalid extends Exception {
        private static final long serialVersionUID = 1;

        private final Part part;

        /** What of it is wrong; upstream's words tell it of one object, and of a list's less. */
        enum Part {
            TYPE,
            IDENTITY,
            METADATA
        }

        Invalid(Part part, String message) {
            super(message);
            this.part = part;
        }

        String place(boolean list, int index) {
            return switch (part) {
                case TYPE -> (list ? "converted object at index " : "object at index ") + index;
                case IDENTITY -> list ? "converted object at index " + index : "object";
                case METADATA -> list ? "metadata in object at index " + index : "metadata";
            };
        }
    }

    /** An object of an answer, with the metadata that it keeps. */
    private static Struct checked(Struct object, Object converted, String apiVersion) throws Invalid {
        if (!(converted instanceof Struct result)) {
            throw new Invalid(Invalid.Part.TYPE, "it is no object");
        }
        if (!apiVersion.equals(result.string("apiVersion"))) {
            throw new Invalid(
                    Invalid.Part.TYPE,
                    "invalid groupVersion (expected " + apiVersion + ", received " + result.string("apiVersion") + ")");
        }
        if (!Objects.equals(object.string("kind"), result.string("kind"))) {
            throw new Invalid(
                    Invalid.Part.TYPE,
                    "invalid kind (expected " + object.string("kind") + ", received " + result.string("kind") + ")");
        }
        return result.with("metadata", metadata(object, result));
    }

    /** The objects of an answer that is one to the question. */
    private static List<?> objects(Struct answer, String review, String uid) throws WebhookException {
        boolean named = !review.equals(REVIEW_GROUP + LENIENT);
        String expected = review + ", Kind=ConversionReview";
        String given = answer.string("apiVersion") + ", Kind=" + answer.string("kind");
        if (named && !given.equals(expected)) {
            throw new WebhookException("expected webhook response of " + expected + ", got " + given);
        }
        Struct response = answer.struct("response");
        if (response == null) {
            throw new WebhookException("no response provided");
        }
        String answered = Objects.requireNonNullElse(response.string("uid"), "");
        if (named && !answered.equals(uid)) {
            throw new WebhookException("expected response.uid=" + Quoted.of(uid) + ", got " + Quoted.of(answered));
        }
        Struct result = Objects.requireNonNullElse(response.struct("result"), Struct.EMPTY);
        String status = Objects.requireNonNullElse(result.string("status"), "");
        if (!status.equals("Success")) {
            String message = result.string("message");
            throw new WebhookException(
                    message == null || message.isEmpty()
                            ? "response.result.status was '" + status + "', not 'Success'"
                            : message);
        }
        return response.get("convertedObjects") instanceof List<?> objects ? objects : List.of();
    }

    /** What an object's metadata becomes. */
    private static Struct metadata(Struct object, Struct converted) throws Invalid {
        Struct before = Objects.requireNonNullElse(object.struct("metadata"), Struct.EMPTY);
        Struct after = converted.struct("metadata");
        if (after == null) {
            throw new Invalid(Invalid.Part.METADATA, "missing metadata in converted object");
        }
        for (String field : SAME) {
            Object own = before.get(field);
            if (!Objects.equals(own, after.get(field))) {
                throw new Invalid(
                        Invalid.Part.IDENTITY,
                        "must have the same " + (field.equals("uid") ? "UID" : field) + ": " + own + " != "
                                + after.get(field));
            }
        }
        Struct metadata = before;
        for (String field : CHANGEABLE) {
            Object value = after.get(field);
            metadata = value instanceof Struct ? metadata.with(field, value) : metadata.without(field);
        }
        return metadata;
    }
}
