package dev.carafe.kubernetes.apiserver.chain;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.meta.GroupResource;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.apiserver.authorization.Attributes;
import dev.carafe.kubernetes.apiserver.authorization.Authorizer;
import dev.carafe.kubernetes.apiserver.metrics.AccessMetrics;
import dev.carafe.kubernetes.apiserver.metrics.Attempts;
import dev.carafe.kubernetes.apiserver.metrics.Histogram;
import dev.carafe.kubernetes.apiserver.request.RequestInfo;
import java.io.IOException;

/** Refuses with 403 what the sender may not do. */
public final class Authorization implements Step {
    private final Authorizer authorizer;
    private final Attempts.Ending allowed;
    private final Attempts.Ending undecided;
    private final Attempts.Ending error;
    private final Histogram duration;

    /** The step. */
    public Authorization(Authorizer authorizer, AccessMetrics metrics) {
        this.authorizer = authorizer;
        this.allowed = metrics.authorization().ending("allowed");
        this.undecided = metrics.authorization().ending("no-opinion"); // none of our authorizers denies
        this.error = metrics.authorization().ending("error");
        this.duration = metrics.filter("authorization");
    }

    @Override
    public void handle(RequestContext request, Next next) throws IOException {
        Attributes attributes = attributes(request.user(), request.info());
        long start = System.nanoTime();
        Attempts.Ending ending = error;
        Authorizer.Decision decision;
        try {
            decision = authorizer.authorize(attributes);
            ending = decision.verdict() == Authorizer.Verdict.ALLOW ? allowed : undecided;
        } finally {
            long nanos = System.nanoTime() - start;
            ending.observe(nanos);
            duration.observeNanos(nanos);
        }
        require(decision, attributes, request.info());
        next.handle(request);
    }

    /**
     * Checks one request.
     *
     * @throws StatusError 403 in upstream's words
     */
    public static void check(Authorizer authorizer, UserInfo user, RequestInfo info) {
        Attributes attributes = attributes(user, info);
        require(authorizer.authorize(attributes), attributes, info);
    }

    private static Attributes attributes(UserInfo user, RequestInfo info) {
        return new Attributes(
                user,
                info.verb(),
                info.group(),
                info.version(),
                info.resource(),
                info.subresource(),
                info.namespace(),
                info.name(),
                info.path());
    }

    private static void require(Authorizer.Decision decision, Attributes attributes, RequestInfo info) {
        if (decision.verdict() == Authorizer.Verdict.ALLOW) {
            return;
        }
        throw StatusError.forbidden(
                new GroupResource(info.group(), info.resource()), info.name(), message(attributes, decision.reason()));
    }

    private static String message(Attributes asked, String reason) {
        StringBuilder text =
                new StringBuilder("User ").append(Quoted.of(asked.user().name()));
        text.append(" cannot ").append(asked.verb());
        if (!asked.isResourceRequest()) {
            text.append(" path ").append(Quoted.of(asked.path()));
        } else {
            String resource =
                    asked.subresource().isEmpty() ? asked.resource() : asked.resource() + "/" + asked.subresource();
            text.append(" resource ").append(Quoted.of(resource));
            text.append(" in API group ").append(Quoted.of(asked.group()));
            text.append(
                    asked.namespace().isEmpty()
                            ? " at the cluster scope"
                            : " in the namespace " + Quoted.of(asked.namespace()));
        }
        return reason.isEmpty()
                ? text.toString()
                : text.append(": ").append(reason).toString();
    }
}
